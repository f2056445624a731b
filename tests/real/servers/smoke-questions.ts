import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect as tlsConnect } from 'node:tls';
import { firstBytes, get } from './network.ts';
import type { RealServer, ServerName } from './types.ts';

function portOf(address: string | undefined): number {
  return Number(/:(\d+)/.exec(address?.replace('://127.0.0.1', '') ?? '')?.[1]);
}

const printable = (bytes: Buffer | undefined): string =>
  JSON.stringify(bytes?.toString('latin1') ?? 'nobody listens');

async function statuses(base: string, paths: readonly string[]): Promise<string> {
  const asked = paths.map(async (path) => {
    const accept = path === '/' ? 'text/html' : 'application/json';
    const answer = await get(`${base}${path}`, { accept });
    const total = /"total": *(\d+)/.exec(answer?.text ?? '')?.[1];
    return `${path} ${answer?.status ?? 'none'}${total === undefined ? '' : ` (${total})`}`;
  });
  return (await Promise.all(asked)).join(', ');
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return der(0x02, bytes.subarray(bytes.findIndex((byte, at) => byte !== 0 || at === 3)));
};
const string = (text: string): Buffer => der(0x1b, Buffer.from(text));
const name = (type: number, ...parts: readonly string[]): Buffer =>
  der(0x30, der(0xa0, number(type)), der(0xa1, der(0x30, ...parts.map(string))));

/** The error code that the KDC answers to an AS-REQ without pre-authentication: 25 from a healthy one. */
async function askKdc({ addresses, facts }: RealServer): Promise<string> {
  const { realm = '', principal = '' } = facts;
  const body = der(
    0x30,
    der(0xa0, Buffer.from('03050000000000', 'hex')),
    der(0xa1, name(1, principal)),
    der(0xa2, string(realm)),
    der(0xa3, name(2, 'krbtgt', realm)),
    der(0xa5, der(0x18, Buffer.from('20370913024805Z'))),
    // The first byte stays below 0x80 and above 0, so that it is one number of four bytes.
    der(0xa7, number(randomInt(0x01_00_00_00, 0x7f_ff_ff_ff))),
    der(0xa8, der(0x30, number(18), number(17))),
  );
  const request = der(0x6a, der(0x30, der(0xa1, number(5)), der(0xa2, number(10)), der(0xa4, body)));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(request.length);
  const message = der(0x30, der(0xa0, der(0x04, length, request)), der(0xa1, string(realm)));
  const response = await fetch(addresses['fas-kdc'] ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/kerberos' },
    body: message,
    signal: AbortSignal.timeout(30_000),
  });
  const answer = Buffer.from(await response.arrayBuffer());
  const code = answer.indexOf(Buffer.from('a6030201', 'hex'));
  return `${response.status}, ${code < 0 ? printable(answer.subarray(0, 60)) : `KRB-ERROR ${answer[code + 4]}`}`;
}

/** What a TLS server that must have the private authority's certificate says to an HTTP request. */
function askRabbitmq({ addresses, facts }: RealServer): Promise<string> {
  return new Promise((resolve) => {
    const ca = readFileSync(facts.caFile ?? '');
    const port = portOf(addresses['fedora-messaging']);
    const socket = tlsConnect({ host: '127.0.0.1', port, ca }, () => socket.write('GET / HTTP/1.1\r\n\r\n'));
    const done = (said: string): void => {
      socket.destroy();
      resolve(said);
    };
    socket.setTimeout(5_000, () => done('silence'));
    socket.once('data', (bytes) => done(`${socket.getProtocol()}, ${printable(bytes)}`));
    socket.once('error', (thrown) => done(thrown.message));
    socket.once('end', () => done('end'));
  });
}

async function askGit({ addresses, facts }: RealServer): Promise<string> {
  const repository = `${addresses['dist-git']}/rpms/${facts.package}.git`;
  const push = await get(`${repository}/info/refs?service=git-receive-pack`);
  const line = (text: string): string => `${(text.length + 4).toString(16).padStart(4, '0')}${text}`;
  const response = await fetch(`${repository}/git-upload-pack`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-git-upload-pack-request', 'git-protocol': 'version=2' },
    body: `${line('command=ls-refs\n')}0001${line(`ref-prefix refs/heads/${facts.branch}\n`)}0000`,
    signal: AbortSignal.timeout(10_000),
  });
  const told = (await response.text()).slice(4, 44);
  return `ls-refs ${response.status} ${told === facts.head ? 'the head' : 'ANOTHER HEAD'}, push ${push?.status}`;
}

const HEALTH = ['/healthz/live', '/healthz/ready'];

/** One question to each kind of server; the answer in a few words. */
export const QUESTIONS: Record<ServerName, (server: RealServer) => Promise<string>> = {
  datagrepper: ({ addresses }) =>
    statuses(addresses.datagrepper ?? '', [
      ...HEALTH,
      '/raw?delta=600',
      '/v2/search?delta=600',
      '/messagecount',
    ]),
  bodhi: ({ addresses }) =>
    statuses(addresses.bodhi ?? '', [
      ...HEALTH,
      '/api_version',
      '/releases/',
      '/updates/',
      '/composes/',
      '/',
    ]),
  kdc: askKdc,
  rabbitmq: askRabbitmq,
  sshd: async ({ addresses }) => printable(await firstBytes(portOf(addresses['dist-git-ssh']))),
  zeromq: async ({ addresses }) => printable(await firstBytes(portOf(addresses.fedmsg))),
  git: askGit,
};
