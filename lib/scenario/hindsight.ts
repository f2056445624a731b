import type { Limit } from '../../thresholds/objectives.ts';
import type { Engine } from '../k6/ports.ts';
import { ask, isHtml } from '../probe/ask.ts';
import { diagnose } from '../probe/diagnosis.ts';
import { ProbeFailure } from '../probe/failure.ts';
import type { Finding } from '../probe/finding.ts';
import { type Past, type ReadFile, readPast, withHistory } from '../probe/history.ts';
import { excuse, type Notices, type PlannedSource, plannedSource, readNotices } from '../probe/planned.ts';
import { withContext } from '../probe/run.ts';
import type { Target } from '../targets/target.ts';

/** What is known beyond the run itself: how it was before, and what is planned. */
export interface Hindsight {
  readonly past: Past | null;
  readonly planned: PlannedSource | null;
}

/** Reads what `PW_PREVIOUS` and `PW_PLANNED` name. Throws a `ConfigError` for what cannot be meant. */
export function hindsightOf(
  env: Readonly<Record<string, string | undefined>>,
  of: { readonly scenario: string; readonly target: string },
  read: ReadFile,
): Hindsight {
  return {
    past: readPast(env.PW_PREVIOUS, of, read),
    planned: plannedSource(env.PW_PLANNED, read),
  };
}

const NO_ASKER = { id: 'planned', system: 'bodhi' } as const;

/** The notices, asked for where they are an address. What goes wrong there softens nothing, and is said. */
export async function noticesOf(engine: Engine, target: Target, { planned }: Hindsight): Promise<Notices> {
  if (planned === null) return { outages: [], notes: [] };
  if ('notices' in planned) return planned.notices;
  const { url } = planned;
  try {
    const response = await withContext(engine, target, NO_ASKER, (context) =>
      ask(context, url, { redirects: 3, timed: false }),
    );
    const notices = isHtml(response) ? null : readNotices(response.text);
    return notices ?? unread(url, 'it holds no notices');
  } catch (thrown) {
    return unread(url, thrown instanceof ProbeFailure ? thrown.details.reason : String(thrown));
  }
}

function unread(url: string, why: string): Notices {
  return { outages: [], notes: [`PW_PLANNED: ${url} could not be read: ${why}`] };
}

/** What findings mean: against the past, by what is behind them, and in the light of what is planned. */
export function conclude(
  findings: readonly Finding[],
  limits: ReadonlyMap<string, Limit>,
  { past }: Hindsight,
  notices: Notices,
  at: number,
) {
  const remembered = past === null ? findings : withHistory(findings, past, limits);
  return excuse(diagnose(remembered), notices, at);
}
