import type { Tick } from '../html/lanes.ts';

/** A scale of time on which seconds stand beside weeks: even near zero, logarithmic from there on. */
export interface TimeAxis {
  /** Where a time, in seconds, lies: per cent of the width. */
  at(seconds: number): number;
  readonly ticks: readonly Tick[];
}

const STEPS: readonly (readonly [number, string])[] = [
  [1, '1 s'],
  [10, '10 s'],
  [60, '1 min'],
  [600, '10 min'],
  [3600, '1 h'],
  [21_600, '6 h'],
  [86_400, '1 d'],
  [604_800, '1 week'],
  [2_592_000, '30 d'],
];

export interface AxisForm {
  /** Seconds up to which the axis is nearly even. */
  readonly even: number;
  /** Ticks stand at least so many per cent apart. */
  readonly apart: number;
}

/** An axis from one time to another, in seconds; what is before zero is mirrored. */
export function timeAxis(from: number, to: number, { even, apart }: AxisForm): TimeAxis {
  const bent = (seconds: number): number => Math.sign(seconds) * Math.log1p(Math.abs(seconds) / even);
  const low = bent(from);
  const width = Math.max(bent(to) - low, Number.MIN_VALUE);
  const at = (seconds: number): number => {
    const share = (bent(Math.min(Math.max(seconds, from), to)) - low) / width;
    return Math.round(share * 10_000) / 100;
  };
  const before = STEPS.map(([step, label]) => ({ seconds: -step, label: `−${label}` })).reverse();
  const after = STEPS.map(([step, label]) => ({ seconds: step, label }));
  const within = [...before, { seconds: 0, label: '0' }, ...after].filter(
    ({ seconds }) => seconds >= from && seconds <= to,
  );
  const ticks = within.map(({ seconds, label }) => ({ at: at(seconds), label }));
  return { at, ticks: spread(ticks, apart) };
}

/** Leaves out ticks that would stand on others; zero stays. */
function spread(ticks: readonly Tick[], apart: number): readonly Tick[] {
  const zero = ticks.find(({ label }) => label === '0');
  const kept: Tick[] = zero === undefined ? [] : [zero];
  for (const tick of [...ticks].reverse()) {
    if (kept.every(({ at }) => Math.abs(at - tick.at) >= apart)) kept.push(tick);
  }
  return kept.sort((a, b) => a.at - b.at);
}
