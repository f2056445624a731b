import { object, string } from '../../lib/protocols/shape.ts';
import type { WorkflowResult } from '../../lib/report/workflow/result.ts';
import type { Conduct } from '../../twin/live/conduct.ts';
import type { Interceptor } from '../../twin/service.ts';
import { startTwin, type Twin } from '../../twin/twin.ts';
import { k6Workflow } from './k6.ts';

/** Twenty times faster than `npm start` is in a hurry: a step of minutes takes seconds. */
export const SCALE = 60;

const well: Interceptor = (_address, _request, next) => next();

/** A twin for drives, whose faults come and go. */
export class DriveBench {
  intercept: Interceptor = well;

  private constructor(readonly twin: Twin) {}

  static async start(): Promise<DriveBench> {
    let bench: DriveBench | null = null;
    const twin = await startTwin({
      portBase: 0,
      conduct: { timeScale: SCALE },
      intercept: (...args) => (bench?.intercept ?? well)(...args),
    });
    bench = new DriveBench(twin);
    return bench;
  }

  /** Makes all that clients have left look older. */
  age(ms: number): void {
    const { tasks, tags, pullRequests } = this.twin.live.ledger;
    for (const task of tasks) task.createdAt -= ms;
    for (const tag of tags) tag.at -= ms;
    for (const request of pullRequests) request.openedAt -= ms;
  }

  /** Everything well again. */
  lift(conduct: Conduct): void {
    this.intercept = well;
    this.twin.live.behave(conduct);
  }

  run(env: Readonly<Record<string, string>> = {}, options: Parameters<typeof k6Workflow>[1] = {}) {
    return k6Workflow({ ...this.twin.env, PW_TIME_SCALE: String(SCALE), ...env }, options);
  }
}

/** What of the twin's state an earlier run has left open, by name. */
export async function leftOpen({ live, world, addresses }: Twin): Promise<readonly string[]> {
  const now = world.now();
  return [
    ...live.ledger.tasks
      .filter(({ parent, createdAt, finishedAt }) => parent === null && createdAt <= now && finishedAt > now)
      .map(({ id, method }) => `${method} task ${id}`),
    ...live.ledger.tags.filter(({ until }) => until === null).map(({ name }) => `side tag ${name}`),
    ...(await openRequests(addresses['dist-git'], live.ledger.pullRequests)),
  ];
}

/** Step by step, in short: `0 preconditions ok`. */
export function stepsOf(result: WorkflowResult | null): readonly string[] {
  return (result?.steps ?? []).map(({ step, name, verdict }) => `${step} ${name} ${verdict}`);
}

async function openRequests(
  base: string,
  requests: readonly { readonly id: number; readonly package: string }[],
): Promise<readonly string[]> {
  const open: string[] = [];
  for (const { id, package: name } of requests) {
    const response = await fetch(`${base}/api/0/rpms/${name}/pull-request/${id}`);
    const { status } = requestShape(await response.json(), '');
    if (status === 'Open') open.push(`pull request ${name}#${id}`);
  }
  return open;
}

const requestShape = object({ status: string });
