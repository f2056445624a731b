/**
 * What a ZeroMQ gateway is sent so that it says its greeting and hangs up: zeros. To a bare HTTP request libzmq
 * sends its signature and then waits in silence, for it takes the text for half a frame; a frame of length zero
 * ends the connection (seen with libzmq 4.3.5, 2026-11).
 */
export const PROVOKE = new Uint8Array(256);

const SIGNATURE_LENGTH = 10;

/**
 * Whether these bytes begin a ZMTP greeting: 0xff, eight bytes of length, 0x7f, and, if more came, a version
 * from 1 on. ZMTP 2.0 and later; RFC 23 of ZeroMQ.
 */
export function isZmtp(bytes: Uint8Array): boolean {
  if (bytes.length < SIGNATURE_LENGTH || bytes[0] !== 0xff || bytes[9] !== 0x7f) return false;
  const version = bytes[SIGNATURE_LENGTH];
  return version === undefined || (version >= 1 && version <= 3);
}
