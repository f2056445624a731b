import { describe, expect, it } from 'vitest';
import { nodeCiphers } from '../../../twin/ciphers.ts';
import { fromLatin1, toHex } from '../bytes.ts';
import { ctsDecrypt, ctsEncrypt } from './cts.ts';
import { nFold } from './n-fold.ts';
import { checksum, decrypt, type Etype, encrypt, IntegrityError, randomKey, stringToKey } from './profile.ts';

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replace(/\s/g, ''), 'hex'));

describe('n-fold (RFC 3961, appendix A.1)', () => {
  it.each([
    ['012345', 64, 'be072631276b1955'],
    ['password', 56, '78a07b6caf85fa'],
    ['Rough Consensus, and Running Code', 64, 'bb6ed30870b7f0e0'],
    ['password', 168, '59e4a8ca7c0385c3c37b3f6d2000247cb6e6bd5b3e'],
    ['MASSACHVSETTS INSTITVTE OF TECHNOLOGY', 192, 'db3b0d8f0b061e603282b308a50841229ad798fab9540c1b'],
    ['Q', 168, '518a54a215a8452a518a54a215a8452a518a54a215'],
    ['ba', 168, 'fb25d531ae8974499f52fd92ea9857c4ba24cf297e'],
    ['kerberos', 64, '6b65726265726f73'],
    ['kerberos', 128, '6b65726265726f737b9b5b2b93132b93'],
    ['kerberos', 168, '8372c236344e5f1550cd0747e15d62ca7a5a3bcea4'],
    ['kerberos', 256, '6b65726265726f737b9b5b2b93132b935c9bdcdad95c9899c4cae4dee6d6cae4'],
  ])('of %s to %d bits', (text, bits, hex) => {
    expect(toHex(nFold(fromLatin1(text), bits / 8))).toBe(hex);
  });
});

const SALT = 'ATHENA.MIT.EDUraeburn';

describe('string-to-key (RFC 3962, appendix B)', () => {
  it.each([
    [
      'password',
      fromLatin1(SALT),
      1,
      '42263c6e89f4fc28b8df68ee09799f15',
      'fe697b52bc0d3ce14432ba036a92e65bbb52280990a2fa27883998d72af30161',
    ],
    [
      'password',
      fromLatin1(SALT),
      2,
      'c651bf29e2300ac27fa469d693bdda13',
      'a2e16d16b36069c135d5e9d2e25f896102685618b95914b467c67622225824ff',
    ],
    [
      'password',
      fromLatin1(SALT),
      1200,
      '4c01cd46d632d01e6dbe230a01ed642a',
      '55a6ac740ad17b4846941051e1e8b0a7548d93b0ab30a8bc3ff16280382b8c2a',
    ],
    [
      'password',
      bytes('1234567878563412'),
      5,
      'e9b23d52273747dd5c35cb55be619d8e',
      '97a4e786be20d81a382d5ebc96d5909cabcdadc87ca48f574504159f16c36e31',
    ],
    [
      'X'.repeat(64),
      fromLatin1('pass phrase equals block size'),
      1200,
      '59d1bb789a828b1aa54ef9c2883f69ed',
      '89adee3608db8bc71f1bfbfe459486b05618b70cbae22092534e56c553ba4b34',
    ],
    [
      'X'.repeat(65),
      fromLatin1('pass phrase exceeds block size'),
      1200,
      'cb8005dc5f90179a7f02104c0018751d',
      'd78c5c9cb872a8c9dad4697f0bb5b2d21496c82beb2caeda2112fceea057401b',
    ],
    [
      '\u{1d11e}',
      fromLatin1('EXAMPLE.COMpianist'),
      50,
      'f149c1f2e154a73452d43e7fe62a56e5',
      '4b6d9839f84406df1f09cc166db4b83c571848b784a3d6bdc346589a3e393f9e',
    ],
  ])('of %s', async (password, salt, iterations, short, long) => {
    const keys = await Promise.all(
      ([17, 18] as const).map((etype) => stringToKey(nodeCiphers, etype, password, salt, iterations)),
    );
    expect(keys.map(({ value }) => toHex(value))).toEqual([short, long]);
  });
});

describe('ciphertext stealing (RFC 3962, appendix B)', () => {
  const key = fromLatin1('chicken teriyaki');
  const text = fromLatin1(
    'I would like the General Gau’s Chicken, please, and wonton soup.'.replace('’', "'"),
  );

  it.each([
    [17, 'c6353568f2bf8cb4d8a580362da7ff7f97'],
    [31, 'fc00783e0efdb2c1d445d4c8eff7ed2297687268d6ecccc0c07b25e25ecfe5'],
    [32, '39312523a78662d5be7fcbcc98ebf5a897687268d6ecccc0c07b25e25ecfe584'],
    [47, '97687268d6ecccc0c07b25e25ecfe584b3fffd940c16a18c1b5549d2f838029e39312523a78662d5be7fcbcc98ebf5'],
    [48, '97687268d6ecccc0c07b25e25ecfe5849dad8bbb96c4cdc03bc103e1a194bbd839312523a78662d5be7fcbcc98ebf5a8'],
    [
      64,
      '97687268d6ecccc0c07b25e25ecfe58439312523a78662d5be7fcbcc98ebf5a84807efe836ee89a526730dbc2f7bc8409dad8bbb96c4cdc03bc103e1a194bbd8',
    ],
  ])('of %d bytes, there and back', async (length, hex) => {
    expect(toHex(await ctsEncrypt(nodeCiphers, key, text.subarray(0, length)))).toBe(hex);
    expect(toHex(await ctsDecrypt(nodeCiphers, key, bytes(hex)))).toBe(toHex(text.subarray(0, length)));
  });

  it('is an encryption of one block where there is but one', async () => {
    const block = text.subarray(0, 16);
    const cipher = await ctsEncrypt(nodeCiphers, key, block);
    expect(toHex(cipher)).toBe('97687268d6ecccc0c07b25e25ecfe584');
    expect(await ctsDecrypt(nodeCiphers, key, cipher)).toEqual(block);
  });
});

describe.each<Etype>([17, 18])('encryption type %d', (etype) => {
  const key = randomKey(nodeCiphers, etype);

  it('gives back every length of text', async () => {
    for (let length = 0; length <= 50; length++) {
      const plain = nodeCiphers.random(length);
      const cipher = await encrypt(nodeCiphers, key, 3, plain);
      expect(cipher).toHaveLength(16 + length + 12);
      expect(await decrypt(nodeCiphers, key, 3, cipher), String(length)).toEqual(plain);
    }
  });

  it('never encrypts alike', async () => {
    const plain = fromLatin1('a ticket');
    const [one, other] = [
      await encrypt(nodeCiphers, key, 3, plain),
      await encrypt(nodeCiphers, key, 3, plain),
    ];
    expect(one).not.toEqual(other);
  });

  it('notices every altered byte, another purpose, another key, and what is cut', async () => {
    const cipher = await encrypt(nodeCiphers, key, 3, fromLatin1('a ticket of many words'));
    for (let at = 0; at < cipher.length; at++) {
      const altered = Uint8Array.from(cipher, (byte, i) => (i === at ? byte ^ 1 : byte));
      await expect(decrypt(nodeCiphers, key, 3, altered), String(at)).rejects.toThrow(IntegrityError);
    }
    await expect(decrypt(nodeCiphers, key, 8, cipher)).rejects.toThrow(IntegrityError);
    await expect(decrypt(nodeCiphers, randomKey(nodeCiphers, etype), 3, cipher)).rejects.toThrow(
      IntegrityError,
    );
    for (let length = 0; length < cipher.length; length++) {
      await expect(decrypt(nodeCiphers, key, 3, cipher.subarray(0, length))).rejects.toThrow(IntegrityError);
    }
  });

  it('has one checksum for each purpose', async () => {
    const data = fromLatin1('the body of a request');
    const one = await checksum(nodeCiphers, key, 6, data);
    expect(one).toHaveLength(12);
    expect(await checksum(nodeCiphers, key, 6, data)).toEqual(one);
    expect(await checksum(nodeCiphers, key, 7, data)).not.toEqual(one);
    expect(await checksum(nodeCiphers, key, 6, data.subarray(1))).not.toEqual(one);
  });
});
