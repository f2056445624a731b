// Runs in k6: what its cryptography answers, for tests/kerberos-k6.test.ts to compare with Node's.
import { ciphers } from '../../lib/k6/ciphers.ts';
import { fromLatin1, toHex } from '../../lib/protocols/bytes.ts';
import { decrypt, encrypt, IntegrityError, stringToKey } from '../../lib/protocols/kerberos/profile.ts';
import { cases, KEYS } from './kerberos-cases.ts';

export const options = { vus: 1, iterations: 1 };

export async function setup(): Promise<string> {
  const answers: Record<string, string> = {};
  for (const [name, answer] of cases(ciphers)) answers[name] = toHex(await answer());
  for (const { name, etype, password, salt, iterations } of KEYS) {
    const key = await stringToKey(ciphers, etype, password, fromLatin1(salt), iterations);
    answers[name] = toHex(key.value);
    const plain = fromLatin1('a text of thirty-three characters');
    const cipher = await encrypt(ciphers, key, 3, plain);
    answers[`${name}: there and back`] = toHex(await decrypt(ciphers, key, 3, cipher));
    const altered = Uint8Array.from(cipher, (byte, i) => (i === 20 ? byte ^ 1 : byte));
    answers[`${name}: altered`] = await decrypt(ciphers, key, 3, altered).then(
      () => 'taken',
      (thrown: unknown) => (thrown instanceof IntegrityError ? 'refused' : String(thrown)),
    );
  }
  const [one, other] = [ciphers.random(16), ciphers.random(16)];
  answers['two random values differ'] = String(toHex(one) !== toHex(other));
  answers['an error is an Error'] = await ciphers
    .aesCbcEncrypt(new Uint8Array(5), new Uint8Array(16), new Uint8Array(16))
    .then(
      () => 'none',
      (thrown: unknown) => String(thrown instanceof Error),
    );
  return JSON.stringify(answers);
}

export default function nothing(): void {
  // Everything happens in setup(): k6 wants a default function all the same.
}

export function handleSummary({
  setup_data,
}: {
  readonly setup_data: string;
}): Readonly<Record<string, string>> {
  return { stdout: setup_data };
}
