import {
  application,
  context,
  generalizedTime,
  generalString,
  integer,
  octets,
  sequence,
} from '../../lib/protocols/kerberos/der.ts';
import { MESSAGE, VERSION } from '../../lib/protocols/kerberos/messages.ts';

interface KrbError {
  readonly now: number;
  readonly code: number;
  readonly realm: string;
  /** The names of who asked and of what was asked for, as they came. */
  readonly client: Uint8Array | null;
  readonly service: Uint8Array;
  /** Null where nothing is said beyond the code. */
  readonly text: string | null;
  readonly data?: Uint8Array;
}

/** KRB-ERROR, which tells the clock of who refuses. */
export function encodeKrbError({ now, code, realm, client, service, text, data }: KrbError): Uint8Array {
  return application(
    MESSAGE.error,
    sequence(
      context(0, integer(VERSION)),
      context(1, integer(MESSAGE.error)),
      context(4, generalizedTime(now)),
      context(5, integer(Math.floor((now % 1000) * 1000))),
      context(6, integer(code)),
      ...(client === null ? [] : [context(7, generalString(realm)), context(8, client)]),
      context(9, generalString(realm)),
      context(10, service),
      ...(text === null ? [] : [context(11, generalString(text))]),
      ...(data === undefined ? [] : [context(12, octets(data))]),
    ),
  );
}
