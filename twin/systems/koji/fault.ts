import { XmlRpcFault } from '../../../lib/protocols/xmlrpc/value.ts';

/** Koji's codes of the errors that the twin knows. */
export const CODE = {
  UNHANDLED: 1,
  GENERIC: 1000,
  AUTH: 1002,
  TAG: 1003,
  NOT_ALLOWED: 1004,
  PARAMETER: 1019,
} as const;

export function generic(reason: string): XmlRpcFault {
  return new XmlRpcFault(CODE.GENERIC, reason);
}

/** An error that koji's code does not expect: the hub sends its Python class along. */
export function unhandled(reason: string, type = 'ValueError'): XmlRpcFault {
  return new XmlRpcFault(CODE.UNHANDLED, `<class '${type}'>: ${reason}`);
}

/** What the real hub can do and the twin cannot: better a fault than a wrong answer. */
export function beyondTwin(what: string): XmlRpcFault {
  return generic(`the twin does not know ${what}`);
}
