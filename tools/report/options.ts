import { parseArgs } from 'node:util';
import { ConfigError } from '../../lib/targets/config-error.ts';

/** What `npm run report` was asked for. */
export interface ReportRequest {
  /** Result files, and folders of them. */
  readonly paths: readonly string[];
  /** Where the page goes; null: into the folder of reports. */
  readonly out: string | null;
}

const USAGE = 'npm run report -- FILE-OR-FOLDER… [--out PAGE]';

/** Throws a `ConfigError` for what cannot be meant. */
export function parseReportOptions(args: readonly string[]): ReportRequest {
  const { values, positionals } = parse(args);
  if (values.compare === true) {
    throw new ConfigError(`--compare is not in this version. ${USAGE}`);
  }
  if (positionals.length === 0) throw new ConfigError(`no result file named. ${USAGE}`);
  if (positionals.includes('')) throw new ConfigError(`an empty name is no result file. ${USAGE}`);
  return { paths: positionals, out: values.out ?? null };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { out: { type: 'string' }, compare: { type: 'boolean' } },
    });
  } catch (thrown) {
    const said = thrown instanceof Error ? (thrown.message.split(/\. |\.?\n/)[0] ?? '') : String(thrown);
    throw new ConfigError(`${said}. ${USAGE}`);
  }
}
