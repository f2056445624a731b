import { type Der, decodeMembers, decodeSequence, decodeString, memberOf } from './der.ts';

export interface Principal {
  /** Without its realm. */
  readonly name: string;
  readonly realm: string;
}

/** `name` or `name@REALM`; the realm is the given one where the text names none. */
export function parsePrincipal(text: string, realm: string): Principal {
  const at = text.lastIndexOf('@');
  return at < 0 ? { name: text, realm } : { name: text.slice(0, at), realm: text.slice(at + 1) };
}

/** A PrincipalName as people write it: its parts with `/` between them. */
export function decodeName(name: Der): string {
  const parts = decodeSequence(memberOf(decodeMembers(name), 1, 'name-string'));
  return parts.map(decodeString).join('/');
}
