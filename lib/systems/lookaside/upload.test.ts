import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { usePackager } from '../../../tests/support/packager.ts';
import { LACKING, TWIN_CREDENTIALS } from '../../../twin/accounts/people.ts';
import { nodeCiphers } from '../../../twin/ciphers.ts';
import { html, text } from '../../../twin/service.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { decodeSources } from '../dist-git/schema.ts';
import { askNegotiated, kinit } from '../fas/kerberos.ts';
import { sourcesLine, uploadSource } from './upload.ts';

const NAME = 'dummy-test-package-gloster';
const FILE = 'a source "é"-1.tar.gz';
const { twin, packager, run, refusal, tamper } = usePackager();

const DATA = Uint8Array.from({ length: 70_000 }, (_, at) => (at * 7919) & 0xff);
const sha512 = createHash('sha512').update(DATA).digest('hex');
const uploading =
  (data = DATA, name = NAME) =>
  (context: ProbeContext) =>
    uploadSource(context, packager().login, { name, file: FILE, data });
const UPLOAD = /POST .*upload\.cgi/;

const announced = (): readonly unknown[] =>
  twin()
    .live.ledger.messages.filter(({ topic }) => topic.endsWith('git.lookaside.new'))
    .map((message) => message.body());

describe('a new source', () => {
  it('is stored byte by byte, announced, and not brought twice', async () => {
    expect(await run(uploading())).toBe(sha512);
    expect(await run(uploading())).toBe(sha512);
    expect(announced()).toEqual([
      {
        name: `rpms/${NAME}`,
        md5sum: sha512,
        filename: FILE,
        agent: TWIN_CREDENTIALS.principal,
        path: `rpms/${NAME}/${FILE}/sha512/${sha512}/${FILE}`,
      },
    ]);
  });

  it('is named in sources', () => {
    const line = sourcesLine({ file: FILE, sha512 });
    expect(decodeSources(NAME, line)).toEqual([{ package: NAME, file: FILE, sha512 }]);
  });

  it('may be empty', async () => {
    await run(uploading(new Uint8Array(0)));
  });
});

describe('an upload that goes wrong', () => {
  it.each([
    ['a login page', UPLOAD, html('<input type="password">'), 'did not prove itself'],
    ['a refusal without words', UPLOAD, text('', 400), 'the upload was refused: nothing (HTTP 400)'],
  ])('%s', async (_what, at, answer, reason) => {
    tamper('lookaside', at, () => answer);
    expect((await refusal(uploading(DATA.slice(1)))).reason).toContain(reason);
  });

  it('another sentence', async () => {
    tamper('lookaside', UPLOAD, (reply) => ({ ...reply, body: 'Perhaps' }));
    const { reason } = await refusal(uploading(DATA.slice(6)));
    expect(reason).toBe('the upload script says "Perhaps", expected Available or Missing');
  });

  it('an upload that is taken for a question', async () => {
    tamper('lookaside', UPLOAD, (reply) => ({ ...reply, body: 'Missing\n' }));
    expect((await refusal(uploading(DATA.slice(2)))).reason).toBe('the upload was answered with "Missing"');
  });

  it('a page with status 200', async () => {
    tamper('lookaside', UPLOAD, (reply) => ({
      ...html('<h1>Oops</h1>'),
      headers: { ...html('').headers, ...reply.headers, 'content-type': 'text/html' },
    }));
    expect((await refusal(uploading(DATA.slice(3)))).reason).toContain(
      'instead of the upload script’s answer',
    );
  });

  it('other bytes than were sent, and none', async () => {
    tamper('lookaside', /GET /, (reply) => ({ ...reply, body: Buffer.from('other') }));
    const { reason, evidence } = await refusal(uploading(DATA.slice(4)));
    expect(reason).toBe(`${FILE}: 5 bytes of another SHA-512`);
    expect(evidence).toMatch(/^[0-9a-f]{128}$/);
    tamper('lookaside', /GET /, () => html('<title>404</title>', 404));
    expect((await refusal(uploading(DATA.slice(5)))).reason).toBe('HTTP 404, expected 200');
  });
});

/** Fields as a client might send them, whatever they are. */
async function post(
  context: ProbeContext,
  fields: Readonly<Record<string, string | Blob>>,
  principal: string = TWIN_CREDENTIALS.principal,
): Promise<readonly [number, string]> {
  const { password } = TWIN_CREDENTIALS;
  const login = await kinit(context, nodeCiphers, { principal, password });
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, value, 'x.tar.gz');
  }
  const sent = new Response(form);
  const url = `${context.address('lookaside')}/repo/pkgs/upload.cgi`;
  const answer = await askNegotiated(context, login, url, {
    method: 'POST',
    headers: { 'content-type': sent.headers.get('content-type') ?? '' },
    body: new Uint8Array(await sent.arrayBuffer()),
    expect: [200, 400, 403, 404, 406],
  });
  return [answer.status, answer.text.trim()];
}

describe('the twin’s upload script', () => {
  const file = new Blob(['content']);
  const hash = createHash('sha512').update('content').digest('hex');
  const fields = { name: `rpms/${NAME}`, sha512sum: hash };

  it.each<[string, Readonly<Record<string, string | Blob>>, number, string]>([
    ['no name', { sha512sum: hash, file }, 400, 'Required field "name" is not present.'],
    ['no checksum', { name: NAME, file }, 400, 'Required checksum is not present.'],
    ['MD5', { name: NAME, md5sum: 'x', file }, 406, 'Uploads with md5 are no longer allowed.'],
    ['an unknown package', { ...fields, name: 'nope', file }, 404, 'Module "rpms/nope" does not exist!'],
    ['no file', fields, 400, 'Required field "file" is not present.'],
    [
      'another hash',
      { ...fields, sha512sum: 'ab', file },
      400,
      `SHA512 check failed. Received ${hash} instead of ab.`,
    ],
    ['a file with its name beside it', { ...fields, filename: 'x.tar.gz', file }, 200, 'Missing'],
    ['a file', { ...fields, file }, 200, `File x.tar.gz size 7 SHA512 ${hash} stored OK`],
    ['the question after it', { ...fields, filename: 'x.tar.gz' }, 200, 'Available'],
  ])('answers %s', async (_what, sent, status, said) => {
    expect(await run((context) => post(context, sent))).toEqual([status, said]);
  });

  it('wants the packager group', async () => {
    const [status, said] = await run((context) => post(context, { ...fields, file }, LACKING.group));
    expect([status, said]).toEqual([403, expect.stringContaining('in the packager group')]);
  });
});
