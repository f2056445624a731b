import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTwin, type Twin } from '../twin/twin.ts';
import { k6Workflow } from './support/k6.ts';
import { start } from './support/start.ts';

let asked = 0;
let twin: Twin;
beforeAll(async () => {
  twin = await startTwin({
    portBase: 0,
    intercept: (_address, _request, next) => {
      asked++;
      return next();
    },
  });
}, 60_000);
afterAll(() => twin.stop());

const WORKFLOW = ['--scenario', 'workflow'];
/** From the twin's addresses to production's koji: the target is still called local. */
const ASTRAY = { PW_KOJI_URL: 'https://koji.fedoraproject.org' };

/** Flags and variables, and what is said of them. */
const REFUSED: readonly (readonly [readonly string[], Readonly<Record<string, string>>, RegExp])[] = [
  [['--pr', '--multi'], {}, /^PW_FLOW: pr and multi exclude each other\. Valid: one of pr, multi, sweep$/],
  [[], { PW_PACKAGE: 'kernel' }, /^PW_PACKAGE: "kernel" is no test package of local\. Valid: dummy-/],
  [[], ASTRAY, /^workflow refused: koji\.fedoraproject\.org belongs to prod, and PW_UNLOCK is ""\. Valid: /],
  [['--target', 'prod'], { PW_UNLOCK: 'prod' }, /^workflow refused: production, and PW_PROD_PACKAGE is ""/],
  [['--target', 'seed'], {}, /^workflow refused: target seed has no test packages/],
  [['--profile', 'smoke'], {}, /^--profile belongs to load, not to workflow/],
];

it.each(REFUSED)('npm start refuses %j %j in one line', async (flags, env, words) => {
  // Of another target it is that one's own addresses that are refused.
  const addresses = flags.includes('--target') ? {} : twin.env;
  const { code, stdout, stderr } = await start([...WORKFLOW, ...flags], { ...addresses, ...env });
  expect({ code, stdout, asked }).toEqual({ code: 107, stdout: '', asked: 0 });
  expect(stderr.trim()).toMatch(words);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

it('k6 alone refuses what leads to production too, before any request', async () => {
  const { code, errors, result } = await k6Workflow({ ...twin.env, ...ASTRAY });
  expect({ code, result, asked }).toEqual({ code: 107, result: null, asked: 0 });
  expect(errors).toMatch(/koji\.fedoraproject\.org belongs to prod/);
});

it('a dry run tells what would be written where, and asks nothing', async () => {
  const { code, stdout } = await start([...WORKFLOW, '--multi', '--dry-run'], twin.env);
  expect({ code, asked }).toEqual({ code: 0, asked: 0 });
  expect(stdout).toMatch(
    /writes to dummy-test-package-crested and dummy-test-package-rubino on this machine/,
  );
  expect(stdout.match(/failed past/g)).toHaveLength(21);
});
