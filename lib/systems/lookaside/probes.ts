import { ask, askChallenge, insteadOf, isHtml } from '../../probe/ask.ts';
import { cannotJudge, wrongAnswer } from '../../probe/failure.ts';
import { defineProbe, type ProbeContext } from '../../probe/probe.ts';
import { rawSources } from '../dist-git/probes.ts';
import type { SourceFile } from '../dist-git/schema.ts';
import { archiveUrl, HEADERS, REDIRECTS, uploadUrl } from './address.ts';

/** Largest archive that is worth a probe's time and the server's bandwidth. */
const MAX_BYTES = 8 * 1024 * 1024;
/** Archives asked for their size at most. */
const MAX_HEADS = 6;

interface Archive extends SourceFile {
  readonly url: string;
  readonly size: number;
}

const download = defineProbe({
  id: 'lookaside.file.download',
  question: 'does an archive that dist-git names arrive with the hash that dist-git states?',
  at: 'lookaside',
  run: async (context) => {
    const archive = await smallArchive(context, await context.need(rawSources));
    const response = await ask(context, archive.url, {
      headers: HEADERS,
      read: 'bytes',
      redirects: REDIRECTS,
      maxBytes: MAX_BYTES,
    });
    if (isHtml(response)) throw insteadOf('an archive', response);
    const { bytes, url } = response;
    if (context.hashes.sha512(bytes) === archive.sha512) {
      return { reason: `${archive.file}: SHA-512 of ${bytes.length} bytes verified`, data: null };
    }
    const encoding = response.headers['content-encoding'] ?? '';
    if (encoding !== '') {
      throw cannotJudge(
        `${archive.file} was sent as ${encoding}, which the engine unpacks before it can be hashed`,
        '',
        url,
      );
    }
    const short = bytes.length === archive.size ? '' : `, ${bytes.length} of ${archive.size} bytes`;
    throw wrongAnswer(`${archive.file} is not what sources names: another SHA-512${short}`, '', url);
  },
});

/** The first archive that is there and small; one that `sources` names and the cache lacks is a failure. */
async function smallArchive(context: ProbeContext, sources: readonly SourceFile[]): Promise<Archive> {
  const base = context.address('lookaside');
  const seen: string[] = [];
  for (const source of sources.slice(0, MAX_HEADS)) {
    const url = archiveUrl(base, source);
    const response = await ask(context, url, {
      method: 'HEAD',
      headers: HEADERS,
      expect: [200, 404],
      read: 'none',
      redirects: REDIRECTS,
      timed: false,
    });
    if (response.status === 404)
      throw wrongAnswer(`${source.file} of ${source.package} is in sources, but not in the cache`, '', url);
    if (isHtml(response)) throw insteadOf('an archive', response);
    const size = Number(response.headers['content-length'] ?? Number.NaN);
    if (!Number.isFinite(size) || size === 0) {
      throw wrongAnswer(
        `${source.file}: content length ${response.headers['content-length'] ?? 'missing'}`,
        '',
        url,
      );
    }
    if (size <= MAX_BYTES) return { ...source, url, size };
    seen.push(`${source.file} ${Math.round(size / 1024 / 1024)} MiB`);
  }
  throw cannotJudge(`no archive of at most 8 MiB to download: ${seen.join(', ')}`, '', base);
}

const challenge = defineProbe({
  id: 'lookaside.upload.challenge',
  question: 'is an upload refused to a stranger, with Kerberos offered?',
  at: 'lookaside',
  run: async (context) => {
    await askChallenge(context, uploadUrl(context.address('lookaside')), 'Negotiate');
    return { reason: 'refused with 401, offering Negotiate', data: null };
  },
});

export const lookasideProbes = [download, challenge];
