import type { AddressName } from '../../lib/targets/addresses.ts';
import type { System } from '../../lib/targets/systems.ts';
import type { ReleaseKind } from '../world/types.ts';

/** Which requests a fault meets: all of an address, unless it says more. */
export interface Where {
  readonly address: AddressName | readonly AddressName[];
  readonly path?: RegExp;
  /** Parameters of the query, one of which must be there. */
  readonly asks?: readonly string[];
  /** Methods of koji's hub. */
  readonly methods?: readonly string[];
}

/** What meets only some: that share of all, evenly spread, so that every run meets as many. All if left out. */
interface Some {
  readonly share?: number;
}

/** What goes wrong between a client and a service. */
export type HttpFault =
  /** It answers as always, that much later. */
  | ({ readonly kind: 'slow'; readonly at: Where; readonly ms: number } & Some)
  /** A proxy or the service itself answers with another status, and a page that says no more. */
  | ({ readonly kind: 'status'; readonly at: Where; readonly status: number } & Some)
  /** No answer ever comes. */
  | { readonly kind: 'hang'; readonly at: Where }
  /** A page for people in place of the answer, with status 200 unless it says another. */
  | {
      readonly kind: 'page';
      readonly at: Where;
      readonly page: 'login' | 'challenge' | 'error';
      readonly status?: number;
    }
  /** The answer ends after this share of it. */
  | { readonly kind: 'truncated'; readonly at: Where; readonly keep: number }
  /** Another body than the right one, under the status and type of the right one. */
  | { readonly kind: 'body'; readonly at: Where; readonly body: string }
  /** Whatever was answered first is answered for ever: a cache that nobody empties. */
  | { readonly kind: 'stale'; readonly at: Where }
  /** A request on a connection that was silent for so long meets a proxy whose backend has just hung up. */
  | {
      readonly kind: 'idle';
      readonly at: Where;
      readonly fromSeconds: number;
      readonly toSeconds: number;
      readonly status: number;
    }
  /** The service fills in another value where the client names none of these parameters. */
  | {
      readonly kind: 'default';
      readonly at: Where;
      readonly unless: readonly string[];
      readonly parameter: string;
      readonly value: string;
    }
  /** A fault of the hub, in an answer of status 200. */
  | ({
      readonly kind: 'koji fault';
      readonly methods?: readonly string[];
      readonly code: number;
      readonly text: string;
    } & Some)
  /** The KDC answers with an error where it should ask for proof. */
  | { readonly kind: 'kerberos error'; readonly code: number; readonly text: string }
  /** The database is gone, and the service answers as the real one does then: many endpoints stay as they are. */
  | { readonly kind: 'database down'; readonly system: System };

/** What goes wrong below HTTP: nothing listens, or a clock is off. */
export type HostFault =
  | { readonly kind: 'refuse'; readonly addresses: readonly AddressName[] }
  | { readonly kind: 'skew'; readonly of: 'fas-kdc'; readonly seconds: number };

/** What goes wrong on the bus: koji and the others are right, and only what is stored of their messages is not. */
export type BusFault =
  /** Sent, and never stored. */
  | ({
      readonly kind: 'lost messages';
      readonly topics: RegExp;
      readonly forMinutes: number;
    } & Some)
  /** Stored long after they were sent, under the time that their publisher gave them. */
  | { readonly kind: 'late messages'; readonly topics: RegExp; readonly minutes: number }
  /** Stored again and again. */
  | {
      readonly kind: 'repeated messages';
      readonly topics: RegExp;
      readonly everyMinutes: number;
      readonly times: number;
      readonly forMinutes: number;
    };

/** Which updates a fault of the workflow meets, and since when: by the moment at which it meets them. */
interface Since extends Some {
  readonly forMinutes: number;
  /** All if left out. */
  readonly releases?: readonly ReleaseKind[];
}

/** What one party of the workflow no longer does, with all that does not happen then. */
export type WorkflowFault =
  /** Nothing is signed. */
  | ({ readonly kind: 'signer stops' } & Since)
  /** Everything is signed, that much later. */
  | ({ readonly kind: 'signer lags'; readonly minutes: number } & Since)
  /** A party takes its messages, or never gets them, and does nothing about them. */
  | ({
      readonly kind: 'stopped consumer';
      readonly of: 'tags at bodhi' | 'signatures at bodhi' | 'test results at resultsdb';
    } & Since)
  /** Greenwave does not learn of results that resultsdb holds. */
  | ({ readonly kind: 'unseen results' } & Since)
  /** Greenwave does not heed waivers. */
  | ({ readonly kind: 'unheeded waivers' } & Since)
  /** Bodhi tells CI of updates that much later, and all that follows waits. */
  | ({ readonly kind: 'late triggers'; readonly minutes: number } & Since)
  /** A required test has failed, and bodhi pushes the update to stable all the same. */
  | ({ readonly kind: 'fail open' } & Since)
  /** The hub holds no signature of what was announced as signed. */
  | ({ readonly kind: 'lost signatures' } & Since);

/** What goes wrong in koji's hall of builders, and in the backends that use it. */
export type KojiFault =
  | {
      readonly kind: 'queue';
      readonly tasks: number;
      /** Whose they are; of many people if left out. */
      readonly owner?: string;
      /** How long the oldest has waited; the others came since then. */
      readonly oldestMinutes: number;
      readonly priority?: number;
    }
  /** No builder of this architecture has talked to the hub since then, and builds wait for one. */
  | { readonly kind: 'silent builders'; readonly arch: string; readonly forMinutes: number }
  /** Koschei starts no more builds; its pages stay. */
  | { readonly kind: 'frozen'; readonly what: 'koschei builds'; readonly forMinutes: number };

/**
 * Something that goes wrong in the twin, as data. It names addresses, topics, releases and methods, never a probe:
 * what sees it is for the probes to show. Several compose: each meets what those before it have left.
 */
export type Fault = HttpFault | HostFault | BusFault | WorkflowFault | KojiFault;

/** Whether the n-th of many, counted from 0, is among an evenly spread share of them. */
export function among(n: number, share = 1): boolean {
  return Math.floor((n + 1) * share) > Math.floor(n * share);
}
