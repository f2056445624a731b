import { MINUTE } from '../world/calendar.ts';
import { PACKAGERS, SERVICE } from '../world/people.ts';
import type { Message, Task, World } from '../world/types.ts';
import { type Alteration, remade, withMessages } from './alteration.ts';
import type { KojiFault } from './fault.ts';
import { holding, NEVER, type Stop } from './stops.ts';

/** Beyond the ids that a day of the world gives. */
const FIRST_TASK = 900_000_000;
const FOUR_ARCHES = ['x86_64', 'aarch64', 'ppc64le', 's390x'];

/** What this fault makes of koji's hall of builders; it has lasted since before `startedAt`. */
export function kojiAlteration(fault: KojiFault, startedAt: number): Alteration {
  switch (fault.kind) {
    case 'queue':
      return queued(fault, startedAt);
    case 'silent builders':
      return silentBuilders(fault.arch, startedAt - fault.forMinutes * MINUTE);
    case 'frozen':
      return frozenKoschei(startedAt - fault.forMinutes * MINUTE);
  }
}

/** Tasks that wait for a builder and get none. */
function queued(fault: Extract<KojiFault, { kind: 'queue' }>, startedAt: number): Alteration {
  const { tasks: count, owner, oldestMinutes, priority = 20 } = fault;
  const first = startedAt - oldestMinutes * MINUTE;
  const ownerOf = (n: number): string => owner ?? PACKAGERS[n % PACKAGERS.length] ?? '';
  const added = Array.from(
    { length: count },
    (_, n): Task => ({
      id: FIRST_TASK + n,
      method: 'buildArch',
      parent: null,
      label: null,
      arch: FOUR_ARCHES[n % FOUR_ARCHES.length] ?? 'x86_64',
      owner: ownerOf(n),
      hostId: null,
      channelId: 1,
      priority,
      createdAt: Math.floor(first + ((startedAt - first) * n) / count),
      startedAt: startedAt + NEVER,
      finishedAt: startedAt + NEVER,
      outcome: 'closed',
      request: [],
    }),
  );
  const byCreation = (one: Task, other: Task): number => one.createdAt - other.createdAt;
  return (world) => ({
    ...world,
    tasks: () => [...world.tasks(), ...added].sort(byCreation),
    tasksBy: (method) =>
      method === 'buildArch' ? [...world.tasksBy(method), ...added].sort(byCreation) : world.tasksBy(method),
    task: (id) => added[id - FIRST_TASK] ?? world.task(id),
  });
}

/** Its builders stop talking to the hub: what needs one waits for it, and is never complete. */
function silentBuilders(arch: string, since: number): Alteration {
  const find = (world: World): readonly Stop[] =>
    world
      .builds()
      .filter(
        ({ completedAt, startedAt, rpms }) =>
          startedAt > since && completedAt > since && rpms.some((rpm) => rpm.arch === arch),
      )
      .map(({ id, startedAt }) => ({
        builds: [id],
        alias: world.updateOf(id)?.alias ?? null,
        after: startedAt + 300,
        delayMs: NEVER,
        of: 'both',
      }));
  const hold = holding(find);
  return (world) => ({
    ...hold(world),
    hosts: world.hosts.map((host) =>
      host.arches.split(' ').includes(arch) ? { ...host, silentSince: since } : host,
    ),
  });
}

/** The backend that starts builds stands, and says nothing more; what it has started is over. */
function frozenKoschei(since: number): Alteration {
  const isOld = ({ owner, createdAt }: Task): boolean => owner !== SERVICE.koschei || createdAt <= since;
  const isHeard = ({ at, category, users }: Message): boolean =>
    at <= since || !(category === 'koschei' || users.includes(SERVICE.koschei));
  return (world) => ({
    ...withMessages(
      world,
      remade((list) => list.filter(isHeard)),
    ),
    koscheiBuilds: () => world.koscheiBuilds().filter(({ startedAt }) => startedAt <= since),
    tasks: () => world.tasks().filter(isOld),
    tasksBy: (method) => world.tasksBy(method).filter(isOld),
  });
}
