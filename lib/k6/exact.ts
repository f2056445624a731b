/** k6 hashes, encrypts and sends the whole buffer behind a view: only an exact copy is safe. */
export function exact(data: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(data.byteLength);
  new Uint8Array(copy).set(data);
  return copy;
}
