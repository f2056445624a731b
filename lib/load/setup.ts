import {
  boolean,
  dictionary,
  list,
  literal,
  nullable,
  number,
  object,
  type Shape,
  string,
} from '../protocols/shape.ts';
import { type LoadData, loadData } from './found.ts';

/** What a virtual user needs to know of the plan: made ready once, as each of them would need a tenth of a second. */
export interface Duty {
  /** Every call that there is something to ask for, and the milliseconds past which an answer is late. */
  readonly calls: readonly { readonly call: string; readonly limit: number }[];
  /** In which order they are made, again and again: their places in `calls`. */
  readonly order: readonly number[];
  /** Calls that are judged together: of the whole run under `''`, of a climb by step. */
  readonly together: Readonly<Record<string, readonly string[]>>;
  readonly climbs: boolean;
  /** Name of the last window. */
  readonly last: string;
  readonly addresses: { readonly koji: string | null; readonly datagrepper: string | null };
  readonly timeoutMs: number;
}

/** What `setup()` hands on to the users and to the summary. */
export interface Setup {
  readonly duty: Duty;
  /** What there is to ask for; null if finding it failed. */
  readonly data: LoadData | null;
  /** When the load began, in milliseconds since the epoch. */
  readonly endedAt: number;
  readonly failure: { readonly verdict: 'failed' | 'unknown' | 'degraded'; readonly reason: string } | null;
}

const setupData: Shape<Setup> = object({
  duty: object({
    calls: list(object({ call: string, limit: number })),
    order: list(number),
    together: dictionary(list(string)),
    climbs: boolean,
    last: string,
    addresses: object({ koji: nullable(string), datagrepper: nullable(string) }),
    timeoutMs: number,
  }),
  data: nullable(loadData),
  endedAt: number,
  failure: nullable(object({ verdict: literal('failed', 'unknown', 'degraded'), reason: string })),
});

/** As a string: objects pass through k6 with their keys in disorder. */
export function encodeSetup(setup: Setup): string {
  return JSON.stringify(setup);
}

/** Reads what setup handed on; throws on anything else, such as a run with `--no-setup`. */
export function decodeSetup(data: unknown): Setup {
  if (typeof data !== 'string') throw new Error('nothing from setup(): was it switched off?');
  return setupData(JSON.parse(data), 'setup data');
}
