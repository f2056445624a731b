import type { LoadReply } from '../../lib/k6/ports.ts';

/** An answer under load as the engine hands it out, made from its text. */
export function loadReply(text: string, status = 200): LoadReply {
  return {
    status,
    body: text,
    error_code: 0,
    error: '',
    timings: { duration: 1 },
    json: (selector) => {
      if (selector === undefined) return JSON.parse(text);
      const value = parsed(text);
      return value === undefined ? undefined : select(value, selector);
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** As much of the engine's selectors as is used: `a.b.0`, and `[a,b.c]` for several at once. */
function select(value: unknown, selector: string): unknown {
  if (!selector.startsWith('[')) return at(value, selector);
  const paths = selector.slice(1, -1).split(',');
  // What is not there is left out, and what follows it moves up.
  return paths.map((path) => at(value, path)).filter((one) => one !== undefined);
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, name) => {
    if (typeof inner !== 'object' || inner === null) return undefined;
    return Object.entries(inner).find(([key]) => key === name)?.[1];
  }, value);
}
