import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigError } from '../lib/targets/config-error.ts';
import { root } from './root.ts';

/** What `npm start` was asked for, with its flags turned into the variables they beat. */
export interface StartOptions {
  readonly scenario: string;
  /** Whether that was asked for, and is not the usual one. */
  readonly isChosen: boolean;
  readonly list: boolean;
  readonly dryRun: boolean;
  readonly env: Readonly<Record<string, string>>;
  /** What the twin suffers meanwhile: ids, separated by commas; empty for nothing. */
  readonly incident: string;
}

/** Flags that belong to one scenario, which this version may not have: elsewhere they are refused by name. */
const SCENARIO_OF: Readonly<Record<string, string>> = {
  profile: 'load',
  pr: 'workflow',
  multi: 'workflow',
  sweep: 'workflow',
};

/** The scenarios that may be run while the twin suffers an incident. */
const REPLAYED = ['health', 'trace', 'load'];

function scenarioNames(): string[] {
  return readdirSync(join(root, 'scenarios'))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
}

/** Throws a `ConfigError` for a flag or scenario that does not exist. */
export function parseStartOptions(args: readonly string[]): StartOptions {
  const values = parse(args);
  const scenarios = scenarioNames();
  const scenario = typeof values.scenario === 'string' ? values.scenario : 'health';
  if (!scenarios.includes(scenario)) {
    throw new ConfigError(`unknown scenario "${scenario}". Valid: ${scenarios.join(', ')}`);
  }
  for (const [flag, needs] of Object.entries(SCENARIO_OF)) {
    if (values[flag] !== undefined && needs !== scenario) {
      throw new ConfigError(
        `--${flag} belongs to ${needs}, not to ${scenario}. Valid scenarios: ${scenarios.join(', ')}`,
      );
    }
  }
  const incident = typeof values.incident === 'string' ? values.incident : '';
  if (values.incident !== undefined && !REPLAYED.includes(scenario)) {
    throw new ConfigError(
      `--incident belongs to ${REPLAYED.join(', ')}, not to ${scenario}. Valid scenarios: ${scenarios.join(', ')}`,
    );
  }
  const env: Record<string, string> = {};
  for (const flag of ['target', 'only', 'skip', 'profile'] as const) {
    const value = values[flag];
    if (typeof value === 'string') env[`PW_${flag.toUpperCase()}`] = value;
  }
  const flow = ['pr', 'multi', 'sweep'].filter((flag) => values[flag] === true);
  if (flow.length > 0) env.PW_FLOW = flow.join(',');
  const isChosen = values.scenario !== undefined;
  return {
    scenario,
    isChosen,
    list: values.list === true,
    dryRun: values['dry-run'] === true,
    env,
    incident,
  };
}

function parse(args: readonly string[]): Readonly<Record<string, string | boolean | undefined>> {
  try {
    return parseArgs({
      args: [...args],
      options: {
        target: { type: 'string' },
        scenario: { type: 'string' },
        only: { type: 'string' },
        skip: { type: 'string' },
        profile: { type: 'string' },
        incident: { type: 'string' },
        list: { type: 'boolean' },
        'dry-run': { type: 'boolean' },
        pr: { type: 'boolean' },
        multi: { type: 'boolean' },
        sweep: { type: 'boolean' },
      },
    }).values;
  } catch (thrown) {
    const said = thrown instanceof Error ? (thrown.message.split(/\. |\.?\n/)[0] ?? '') : String(thrown);
    throw new ConfigError(
      `${said}. Valid: --target, --scenario, --only, --skip, --profile, --incident, --pr, --multi, --sweep, --list, --dry-run`,
    );
  }
}
