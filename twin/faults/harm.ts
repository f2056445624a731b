import type { AddressName } from '../../lib/targets/addresses.ts';
import type { System } from '../../lib/targets/systems.ts';
import type { Interceptor, TwinContext } from '../service.ts';
import type { World } from '../world/types.ts';
import type { Alteration } from './alteration.ts';
import { busAlteration } from './bus.ts';
import type { Fault, HttpFault } from './fault.ts';
import { interceptorOf } from './http.ts';
import { kojiAlteration } from './koji.ts';
import { workflowAlteration } from './workflow.ts';

/** What faults do to a twin, all of them together and in their order. */
export interface Harm {
  /** The world that all systems share. */
  readonly base: Alteration;
  /** What one system makes of what it is given. */
  readonly view: (system: System, context: TwinContext) => TwinContext;
  readonly intercept: Interceptor;
  /** Where nothing listens. */
  readonly refused: readonly AddressName[];
  /** How far the KDC's clock is ahead. */
  readonly skewMs: number;
}

const same: Alteration = (world) => world;

/** Puts faults together; they have lasted, as each says, since before `startedAt`. */
export function harmOf(faults: readonly Fault[], startedAt: number): Harm {
  const bases: Alteration[] = [];
  const views = new Map<System, Alteration>();
  const http: HttpFault[] = [];
  const refused: AddressName[] = [];
  let skewMs = 0;
  const see = (system: System, next: Alteration): void => {
    const before = views.get(system) ?? same;
    views.set(system, (world) => next(before(world)));
  };
  for (const fault of faults) {
    switch (fault.kind) {
      case 'lost messages':
      case 'late messages':
      case 'repeated messages':
        bases.push(busAlteration(fault, startedAt));
        break;
      case 'queue':
      case 'silent builders':
      case 'frozen':
        bases.push(kojiAlteration(fault, startedAt));
        break;
      case 'signer stops':
      case 'signer lags':
      case 'stopped consumer':
      case 'unseen results':
      case 'unheeded waivers':
      case 'late triggers':
      case 'fail open':
      case 'lost signatures': {
        const altered = workflowAlteration(fault, startedAt);
        bases.push(altered.base);
        for (const [system, view] of altered.views) see(system, view);
        break;
      }
      case 'refuse':
        refused.push(...fault.addresses);
        break;
      case 'skew':
        skewMs += fault.seconds * 1000;
        break;
      default:
        http.push(fault);
    }
  }
  return {
    base: (world) => bases.reduce((before, next) => next(before), world),
    view: (system, context) => {
      const alteration = views.get(system);
      return alteration === undefined ? context : seenThrough(alteration(context.world), context);
    },
    intercept: together(http),
    refused,
    skewMs,
  };
}

/** The hub reads through `live`, the others through `world`. */
function seenThrough(world: World, context: TwinContext): TwinContext {
  const { live } = context;
  return {
    ...context,
    world,
    live: {
      world,
      ledger: live.ledger,
      get conduct() {
        return live.conduct;
      },
      behave: (change) => live.behave(change),
      span: (seconds) => live.span(seconds),
    },
  };
}

/** Each meets what those before it leave: the last stands next to the client. */
function together(faults: readonly HttpFault[]): Interceptor {
  const all = faults.map((fault) => interceptorOf(fault));
  return all.reduce<Interceptor>(
    (inner, outer) => (address, request, next) =>
      outer(address, request, (changed = request) => Promise.resolve(inner(address, changed, next))),
    (_address, request, next) => next(request),
  );
}
