import type { Options } from 'k6/options';

/** What stands beside `load.js`; `build.mjs` makes it of `lib/scenario/load-control.ts`. */
const FILE = './load-control.js';

interface LoadControl {
  readonly options: Options;
  readonly setup: () => unknown;
  readonly handleSummary: (summary: unknown) => unknown;
}

function isControl(value: unknown): value is LoadControl {
  return (
    typeof value === 'object' &&
    value !== null &&
    'options' in value &&
    'setup' in value &&
    typeof value.setup === 'function' &&
    'handleSummary' in value &&
    typeof value.handleSummary === 'function'
  );
}

/**
 * All of a load run but the virtual users. k6 runs the init code once each for the options, for `setup()` and for
 * `handleSummary()`, with the number 0, and once for each virtual user: those need none of the three, and would
 * take twice the memory with their code.
 */
export function loadControl(): LoadControl {
  if (__VU !== 0) return { options: {}, setup: notHere, handleSummary: notHere };
  const control: unknown = require(FILE);
  if (!isControl(control)) throw new Error(`${FILE} belongs to another load.js: build both again`);
  return control;
}

function notHere(): never {
  throw new Error('a virtual user has no setup');
}
