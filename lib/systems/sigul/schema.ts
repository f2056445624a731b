import { number, object, type Shape, ShapeError, string } from '../../protocols/shape.ts';

/** A key id: the empty one stands for the unsigned file, and is never announced. */
const keyId: Shape<string> = (value, path) => {
  const key = string(value, path);
  if (!/^[0-9a-f]{8,40}$/i.test(key)) throw new ShapeError(path, 'the id of a key', value);
  return key;
};

/** Body of `buildsys.rpm.sign`: one for every rpm that got a signature. */
export const rpmSign = object({
  sigkey: keyId,
  rpm: object({ id: number, name: string, version: string, release: string, arch: string }),
});
