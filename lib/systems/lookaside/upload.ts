import type { WireResponse } from '../../k6/ports.ts';
import { ask, insteadOf, isHtml } from '../../probe/ask.ts';
import { excerpt, wrongAnswer } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { concat, fromUtf8, toHex } from '../../protocols/bytes.ts';
import type { SourceFile } from '../dist-git/schema.ts';
import { askNegotiated, type KerberosLogin } from '../fas/kerberos.ts';
import { archiveUrl, HEADERS, REDIRECTS, uploadUrl } from './address.ts';

const MAX_BYTES = 64 * 1024 * 1024;
/** An archive takes its time on a slow line. */
const UPLOAD_TIMEOUT_MS = 60_000;
/** Statuses of the script's own refusals, each with a sentence as plain text. */
const REFUSALS = [400, 403, 404, 406];

/** An archive that is to be taken in. */
interface Archive extends SourceFile {
  readonly content: Uint8Array;
}

/**
 * As fedpkg's new-sources: asks whether the cache has the archive, brings it there if not, and downloads it again to
 * see that it is the same. Returns its SHA-512.
 */
export async function uploadSource(
  context: ProbeContext,
  login: KerberosLogin,
  { name, file, data }: { readonly name: string; readonly file: string; readonly data: Uint8Array },
): Promise<string> {
  const archive = { package: name, file, content: data, sha512: context.hashes.sha512(data) };
  if (!(await isStored(context, login, archive))) await upload(context, login, archive);
  await download(context, archive);
  return archive.sha512;
}

/** The line of a `sources` file that names an archive. */
export function sourcesLine({ file, sha512 }: Pick<SourceFile, 'file' | 'sha512'>): string {
  return `SHA512 (${file}) = ${sha512}\n`;
}

/** Whether the cache has an archive, as the upload script tells it to whoever has a ticket. */
async function isStored(context: ProbeContext, login: KerberosLogin, source: SourceFile): Promise<boolean> {
  const response = await send(context, login, { ...fieldsOf(source), filename: source.file }, null);
  const answer = response.text.trim();
  if (answer !== 'Available' && answer !== 'Missing') {
    const reason = `the upload script says ${JSON.stringify(excerpt(answer))}, expected Available or Missing`;
    throw wrongAnswer(reason, '', response.url);
  }
  return answer === 'Available';
}

async function upload(context: ProbeContext, login: KerberosLogin, archive: Archive): Promise<void> {
  const response = await send(context, login, fieldsOf(archive), archive);
  const answer = response.text.trim();
  if (!/stored OK|already exists/.test(answer)) {
    throw wrongAnswer(`the upload was answered with ${JSON.stringify(excerpt(answer))}`, '', response.url);
  }
}

async function download(context: ProbeContext, source: SourceFile): Promise<void> {
  const url = archiveUrl(context.address('lookaside'), source);
  const options = { headers: HEADERS, read: 'bytes', redirects: REDIRECTS, maxBytes: MAX_BYTES } as const;
  const response = await ask(context, url, options);
  if (isHtml(response)) throw insteadOf('an archive', response);
  const seen = context.hashes.sha512(response.bytes);
  if (seen === source.sha512) return;
  throw wrongAnswer(`${source.file}: ${response.bytes.length} bytes of another SHA-512`, seen, url);
}

function fieldsOf({ package: name, sha512 }: SourceFile): Readonly<Record<string, string>> {
  return { name: `rpms/${name}`, sha512sum: sha512 };
}

async function send(
  context: ProbeContext,
  login: KerberosLogin,
  fields: Readonly<Record<string, string>>,
  archive: Archive | null,
): Promise<WireResponse> {
  // Of a boundary one can only know that it is not in the archive by chance.
  const boundary = `----pack${toHex(random(context))}`;
  const response = await askNegotiated(context, login, uploadUrl(context.address('lookaside')), {
    method: 'POST',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: multipart(boundary, fields, archive),
    expect: [200, ...REFUSALS],
    timeoutMs: UPLOAD_TIMEOUT_MS,
  });
  if (isHtml(response)) throw insteadOf('the upload script’s answer', response);
  if (response.status === 200) return response;
  const said = response.text.trim() === '' ? 'nothing' : excerpt(response.text);
  throw wrongAnswer(`the upload was refused: ${said} (HTTP ${response.status})`, '', response.url);
}

function random(context: ProbeContext): Uint8Array {
  const numbers = Array.from({ length: 4 }, () => context.nonce());
  return Uint8Array.from(numbers.flatMap((number) => [number >>> 24, number >>> 16, number >>> 8, number]));
}

/**
 * A form by hand. With a field `filename` the script takes any upload for a mere question and stores nothing, so only
 * the part of the archive names its file.
 */
function multipart(
  boundary: string,
  fields: Readonly<Record<string, string>>,
  archive: Archive | null,
): Uint8Array {
  const parts = Object.entries(fields).map(([name, value]) =>
    fromUtf8(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
  );
  if (archive !== null) {
    const named = `name="file"; filename="${archive.file.replaceAll('"', '%22')}"`;
    const head = `--${boundary}\r\nContent-Disposition: form-data; ${named}\r\nContent-Type: application/octet-stream\r\n\r\n`;
    parts.push(fromUtf8(head), archive.content, fromUtf8('\r\n'));
  }
  return concat(...parts, fromUtf8(`--${boundary}--\r\n`));
}
