import { ask, askGreeting, askJson, askPage, inShape } from '../../probe/ask.ts';
import { ProbeFailure, wrongAnswer } from '../../probe/failure.ts';
import { failureShare } from '../../probe/failure-share.ts';
import { defineProbe, type Probe } from '../../probe/probe.ts';
import { toLatin1 } from '../../protocols/bytes.ts';
import { API, advertised, apiTip, fetched, gitTip, projectOf, repository, type Tip } from './client.ts';
import { decodeSources, project, type SourceFile, version } from './schema.ts';

/** Packages whose `sources` are read at most. */
const MAX_PACKAGES = 3;
const DEEP_REQUESTS = 200;

const page = defineProbe({
  id: 'dist-git.web.project',
  kind: 'page',
  question: 'does the page of a package show?',
  at: 'dist-git',
  run: async (context) => {
    const name = projectOf(context);
    // Pagure's theme for Fedora writes both: the title, and where Go would find the repository.
    const marks = [`Overview - ${name}`, `/${name}.git`];
    const response = await askPage(context, `${context.address('dist-git')}/${name}`, marks);
    return { reason: `page of ${name}, ${Math.ceil(response.text.length / 1024)} KiB`, data: null };
  },
});

const apiVersion = defineProbe({
  id: 'dist-git.api.version',
  question: 'does the API tell its version?',
  at: 'dist-git',
  samples: 3,
  run: async (context) => {
    const { data } = await askJson(context, `${context.address('dist-git')}${API}/-/version`, version);
    return { reason: `version ${data.version}`, data: data.version };
  },
});

const apiProject = defineProbe({
  id: 'dist-git.api.project',
  question: 'does the API describe a package?',
  at: 'dist-git',
  samples: 3,
  run: async (context) => {
    const name = projectOf(context);
    const { data, response } = await askJson(
      context,
      `${context.address('dist-git')}${API}/${name}`,
      project,
    );
    if (data.fullname !== name) {
      throw wrongAnswer(`asked for ${name}, got ${data.fullname}`, response.text, response.url);
    }
    return { reason: `${name}, project ${data.id} of ${data.user.name}`, data: data.id };
  },
});

const apiBranches: Probe<Tip> = defineProbe({
  id: 'dist-git.api.branches',
  question: 'does the API name the branches of a package with their commits?',
  at: 'dist-git',
  run: async (context) => {
    const { count, ...tip } = await apiTip(context);
    return { reason: `${count} branches, ${tip.branch} at ${short(tip.sha)}`, data: tip };
  },
});

/** The archives of the target's packages, in their order; the lookaside cache is probed through it. */
export const rawSources: Probe<readonly SourceFile[]> = defineProbe({
  id: 'dist-git.raw.sources',
  question: 'does a file of a repository arrive as it is?',
  at: 'dist-git',
  run: async (context) => {
    const names = context.target.packages.slice(0, MAX_PACKAGES);
    const found: SourceFile[] = [];
    for (const name of names) {
      const url = `${context.address('dist-git')}/rpms/${name}/raw/rawhide/f/sources`;
      const response = await askPage(context, url, ['SHA512 (']);
      found.push(...inShape(() => decodeSources(name, response.text), response));
    }
    return { reason: `sources of ${names.join(', ')} name ${count(found.length, 'archive')}`, data: found };
  },
});

const lsRefs = defineProbe({
  id: 'dist-git.git.lsRefs',
  kind: 'consistency',
  question: 'does git name the same head as the API?',
  at: 'dist-git',
  run: async (context) => {
    const told = await context.need(apiBranches);
    const offer = await advertised(context);
    const seen = await gitTip(context, offer);
    const reason = `git, protocol version ${offer.version}, and the API have ${seen.branch} at `;
    if (same(told, seen)) return { reason: `${reason}${short(seen.sha)}`, data: seen };
    // Between the two questions somebody may have pushed: then both know the new head now.
    const toldAgain = await apiTip(context, false);
    if (same(toldAgain, seen)) return { reason: `${reason}${short(seen.sha)}`, data: seen };
    const seenAgain = await gitTip(context, await advertised(context, false), false);
    if (same(toldAgain, seenAgain)) return { reason: `${reason}${short(seenAgain.sha)}`, data: seenAgain };
    const heads = `git has ${seenAgain.branch} at ${seenAgain.sha}, the API has ${toldAgain.branch} at ${toldAgain.sha}`;
    throw wrongAnswer(heads, '', repository(context));
  },
});

const fetch = defineProbe({
  id: 'dist-git.git.fetch',
  question: 'does a shallow fetch bring a whole pack?',
  at: 'dist-git',
  run: async (context) => {
    const offer = await advertised(context, false);
    const tip = await gitTip(context, offer, false);
    const pack = await fetched(context, offer, tip.sha);
    const reason = `${tip.branch} at ${short(tip.sha)}: ${count(pack.objects, 'object')} in ${pack.bytes} bytes, SHA-1 right`;
    return { reason, data: null };
  },
});

const pushRefused = defineProbe({
  id: 'dist-git.git.pushRefused',
  question: 'is a push over HTTP refused to a stranger?',
  at: 'dist-git',
  run: async (context) => {
    const url = `${repository(context)}/info/refs?service=git-receive-pack`;
    const response = await ask(context, url, { expect: [401] });
    const offered = response.headers['www-authenticate'] ?? '';
    return {
      reason: `refused with 401${offered === '' ? '' : `, offering ${offered.split(' ')[0]}`}`,
      data: null,
    };
  },
});

/** Of *Not allowed at this time*, what k6 can quote: sshd turns an address away that it has had too much of. */
const PENALISED = 'allowed';
/** What distributions append to their greeting after a blank; k6 quotes only that. */
const COMMENT = /^(?:Debian|Ubuntu|Raspbian|FreeBSD|NetBSD)[-+_.0-9]/;

const sshGreeting = defineProbe({
  id: 'dist-git.ssh.greeting',
  question: 'does the SSH server greet?',
  at: 'dist-git-ssh',
  run: async (context) => {
    const address = context.address('dist-git-ssh');
    const heard = await askGreeting(context, address);
    const said = 'greeting' in heard ? toLatin1(heard.greeting).trim() : '';
    const word = 'greeting' in heard && heard.secondWord;
    if (word && said === PENALISED) {
      const reason = 'blocked: sshd turns this address away for a while';
      throw new ProbeFailure({ verdict: 'unknown', what: 'blocked', reason, evidence: said, url: address });
    }
    if (word ? COMMENT.test(said) : said.startsWith('SSH-2.0-')) {
      const reason = word ? `SSH with the comment ${said}` : said;
      return { reason, value: heard.ms, url: address, data: null };
    }
    const shown = JSON.stringify(said.slice(0, 60));
    throw wrongAnswer(`greeted with ${shown}, expected SSH-2.0-…`, said, address);
  },
});

const losses = defineProbe({
  id: 'dist-git.deep.failureShare',
  set: 'deep',
  question: `how many of ${DEEP_REQUESTS} requests to the API fail?`,
  at: 'dist-git',
  run: (context) => {
    const url = `${context.address('dist-git')}${API}/-/version`;
    return failureShare(DEEP_REQUESTS, () => askJson(context, url, version));
  },
});

function same(one: Tip, other: Tip): boolean {
  return one.branch === other.branch && one.sha === other.sha;
}

function short(sha: string): string {
  return sha.slice(0, 10);
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

export const distGitProbes = [
  page,
  apiVersion,
  apiProject,
  apiBranches,
  rawSources,
  lsRefs,
  fetch,
  pushRefused,
  sshGreeting,
  losses,
];
