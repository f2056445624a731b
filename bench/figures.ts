/** The figures, their goals, and who runs against whom. */
import { join } from 'node:path';
import { root } from '../tools/root.ts';
import type { Side } from './measure.ts';

/** What a run needs to be started. */
export interface Bench {
  readonly k6: string;
  /** Folder of the built scripts, ours as `NAME.js` and the baselines as `baseline-NAME.js`. */
  readonly built: string;
  readonly answers: string;
  readonly url: string;
  /** The command `locust`, or null where it could not be installed. */
  readonly locust: string | null;
}

export interface Figure {
  readonly figure: string;
  readonly baseline: string;
  /** The least that is good: how many times the baseline's CPU ours may be divided into. */
  readonly goal: number;
  /** Names of sides; the ratio is `against` through `ours`, times `factor`. */
  readonly ours: string;
  readonly against: string;
  readonly factor?: number;
  /** Why ours may fall short, as far as it is known; said if it does. */
  readonly why?: string;
  /** Shown for comparison; nothing falls short of it. */
  readonly informative?: boolean;
}

/** Sides that take turns, and the figures that follow from them. */
export interface Group {
  readonly sides: readonly Side[];
  readonly figures: readonly Figure[];
}

const UTF8 = 'get-build-utf8';
const ASCII = 'get-build-ascii';
const ENCODED_ANEW =
  'encoding each request anew is a tenth of its cost (the load scenario encodes once), and two samples cost what check() does';
const PREPARED = { BENCH_PREPARED: 'yes' };
/** What `npm start` sets for a load run. */
export const LOAD_GOGC = '400';

/** All groups, in the order in which they run. */
export function groups(bench: Bench): readonly Group[] {
  const k6 = (name: string, script: string, requests: number, answer = '', env = {}): Side => ({
    name,
    command: [bench.k6, 'run', '--quiet', '--no-usage-report', join(bench.built, `${script}.js`)],
    requests,
    env: { BENCH_URL: bench.url, BENCH_ANSWERS: bench.answers, BENCH_ANSWER: answer, ...env },
  });
  const locust = (name: string, file: string, requests: number): Side[] =>
    bench.locust === null
      ? []
      : [
          {
            name,
            command: [
              bench.locust,
              ...[
                '--headless',
                '--users',
                '10',
                '--spawn-rate',
                '10',
                '--loglevel',
                'CRITICAL',
                '--only-summary',
              ],
              ...['--locustfile', join(root, 'bench/locust', `${file}.py`)],
            ],
            requests,
            env: { BENCH_URL: bench.url, BENCH_ANSWER: ASCII },
          },
        ];
  const load = { GOGC: LOAD_GOGC };
  return [
    {
      sides: [
        k6('status', 'koji-status', 10_000),
        k6('check', 'baseline-koji-status', 10_000),
        k6('prepared', 'koji-status', 10_000, '', PREPARED),
      ],
      figures: [
        {
          figure: 'koji.status',
          baseline: 'k6: post and check(status === 200)',
          goal: 1,
          ours: 'status',
          against: 'check',
          why: ENCODED_ANEW,
        },
        {
          figure: 'koji.status.prepared',
          baseline: 'the same; ours encoded before, as the load scenario does',
          goal: 1,
          ours: 'prepared',
          against: 'check',
          informative: true,
        },
      ],
    },
    {
      sides: [
        k6('lazy', 'koji-lazy', 9_000, ASCII),
        k6('cut', 'baseline-koji-lazy', 8_000, ASCII),
        k6('prepared', 'koji-lazy', 9_000, ASCII, PREPARED),
      ],
      figures: [
        {
          figure: 'koji.lazy',
          baseline: 'k6: check of status and fault, member cut out',
          goal: 1.15,
          ours: 'lazy',
          against: 'cut',
          why: ENCODED_ANEW,
        },
        {
          figure: 'koji.lazy.prepared',
          baseline: 'the same; ours encoded before, as the load scenario does',
          goal: 1.15,
          ours: 'prepared',
          against: 'cut',
          informative: true,
        },
      ],
    },
    {
      sides: [
        k6('full', 'koji-full', 2_500, UTF8),
        k6('parser', 'baseline-koji-full', 60, UTF8),
        k6('bare', 'baseline-koji-bare', 10_000, UTF8),
      ],
      figures: [
        {
          figure: 'koji.full',
          baseline: 'k6: fast-xml-parser',
          goal: 50,
          ours: 'full',
          against: 'parser',
          why: 'of ours a quarter is the request itself, which no decoder makes cheaper',
        },
        {
          figure: 'koji.full.bare',
          baseline: 'k6: bare post, nothing decoded',
          goal: 0.2,
          ours: 'full',
          against: 'bare',
        },
      ],
    },
    {
      sides: [k6('full', 'koji-full', 2_500, ASCII), k6('bare', 'baseline-koji-bare', 10_000, ASCII)],
      figures: [
        {
          figure: 'koji.full.bare.ascii',
          baseline: 'k6: bare post, nothing decoded',
          goal: 0.25,
          ours: 'full',
          against: 'bare',
        },
      ],
    },
    {
      sides: [
        k6('decode', 'decode', 150, 'list-builds-ascii'),
        k6('parser', 'baseline-decode-fast-xml-parser', 3, 'list-builds-ascii'),
        k6('json', 'baseline-decode-json', 400, 'list-builds-json'),
        k6('tenfold', 'decode', 16, 'list-builds-tenfold'),
      ],
      figures: [
        {
          figure: 'decoder.ascii',
          baseline: 'fast-xml-parser, 132 KB',
          goal: 110,
          ours: 'decode',
          against: 'parser',
        },
        {
          figure: 'decoder.json',
          baseline: 'JSON.parse of the same value',
          goal: 0.3,
          ours: 'decode',
          against: 'json',
        },
        {
          figure: 'decoder.growth',
          baseline: '12 times the CPU for 10.2 times the size',
          goal: 1,
          ours: 'tenfold',
          against: 'decode',
          factor: 12,
        },
      ],
    },
    {
      sides: [
        k6('decode', 'decode', 130, 'list-builds-utf8'),
        k6('parser', 'baseline-decode-fast-xml-parser', 3, 'list-builds-utf8'),
      ],
      figures: [
        {
          figure: 'decoder.utf8',
          baseline: 'fast-xml-parser, 132 KB',
          goal: 90,
          ours: 'decode',
          against: 'parser',
        },
      ],
    },
    {
      sides: [k6('fresh', 'datagrepper-fresh', 1_800), k6('parsed', 'baseline-datagrepper-fresh', 150)],
      figures: [
        {
          figure: 'datagrepper.fresh',
          baseline: 'k6: res.json(), two values read',
          goal: 15,
          ours: 'fresh',
          against: 'parsed',
          why: 'of ours more than two thirds are the receipt of the page, and 16 times is what receiving alone would give',
        },
      ],
    },
    {
      sides: [k6('rows', 'datagrepper-rows', 700), k6('walk', 'baseline-datagrepper-rows', 150)],
      figures: [
        {
          figure: 'datagrepper.rows',
          baseline: 'k6: res.json() and a walk',
          goal: 5,
          ours: 'rows',
          against: 'walk',
          why: 'of ours more than a third is receiving the page and the first scan of its text',
        },
      ],
    },
    {
      sides: [
        k6('full', 'koji-full', 2_500, ASCII, load),
        k6('full, GOGC 100', 'koji-full', 2_500, ASCII),
        ...locust('locust', 'koji_full', 3_000),
      ],
      figures: [
        {
          figure: 'koji.full.locust',
          baseline: `locust: xmlrpc.loads (ours with GOGC=${LOAD_GOGC}, as npm start runs it)`,
          goal: 1,
          ours: 'full',
          against: 'locust',
        },
        {
          figure: 'koji.full.locust.default',
          baseline: 'locust: xmlrpc.loads (k6 as it is)',
          goal: 1,
          ours: 'full, GOGC 100',
          against: 'locust',
          informative: true,
        },
      ],
    },
    {
      sides: [
        k6('lazy', 'koji-lazy', 10_000, ASCII, load),
        k6('lazy, GOGC 100', 'koji-lazy', 9_000, ASCII),
        ...locust('locust', 'koji_lazy', 5_000),
      ],
      figures: [
        {
          figure: 'koji.lazy.locust',
          baseline: `locust: fault looked for, member cut out (ours with GOGC=${LOAD_GOGC})`,
          goal: 1.25,
          ours: 'lazy',
          against: 'locust',
          why: ENCODED_ANEW,
        },
        {
          figure: 'koji.lazy.locust.default',
          baseline: 'locust: the same (k6 as it is)',
          goal: 1.25,
          ours: 'lazy, GOGC 100',
          against: 'locust',
          informative: true,
        },
      ],
    },
  ];
}
