import { start as startBodhi } from './bodhi.ts';
import { start as startDatagrepper } from './datagrepper.ts';
import { start as startGit } from './git.ts';
import { install, namedServers } from './install.ts';
import { start as startKdc } from './kdc.ts';
import { makeScratch, subfolder } from './process.ts';
import { start as startRabbitmq } from './rabbitmq.ts';
import { SOME_UPDATES, someMessages } from './smoke-content.ts';
import { QUESTIONS } from './smoke-questions.ts';
import { start as startSshd } from './sshd.ts';
import type { RealServer, ServerName } from './types.ts';
import { start as startZeromq } from './zeromq.ts';

/** Servers that are of no use empty get some content. */
async function datagrepperWithMessages(scratch: string): Promise<RealServer> {
  const server = await startDatagrepper(scratch);
  await timed('datagrepper loaded', async () => `${await server.load(someMessages(2_000))} messages`);
  return server;
}

async function bodhiWithUpdates(scratch: string): Promise<RealServer> {
  const server = await startBodhi(scratch);
  await timed('bodhi loaded', () => server.load(SOME_UPDATES));
  return server;
}

const STARTERS: Record<ServerName, (scratch: string) => Promise<RealServer>> = {
  datagrepper: datagrepperWithMessages,
  bodhi: bodhiWithUpdates,
  kdc: startKdc,
  rabbitmq: startRabbitmq,
  sshd: startSshd,
  zeromq: startZeromq,
  git: startGit,
};

async function timed<T>(what: string, step: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await step();
  const seconds = ((performance.now() - began) / 1000).toFixed(2).padStart(6);
  console.log(`${seconds} s  ${what}${typeof result === 'string' ? `: ${result}` : ''}`);
  return result;
}

/** Starts one server, asks it well, broken and mended, and stops it. */
async function smoke(name: ServerName, scratch: string): Promise<void> {
  const server = await timed(`${name} started`, () => STARTERS[name](subfolder(scratch, name)));
  const ask = (): Promise<string> => QUESTIONS[name](server);
  try {
    const well = await timed(`${name} asked`, ask);
    await timed(`${name} broken`, () => server.fault());
    const broken = await timed(`${name} asked`, ask);
    await timed(`${name} mended`, () => server.heal());
    const mended = await timed(`${name} asked`, ask);
    if (broken === well) throw new Error(`${name}: its fault does not show`);
    if (mended !== well) throw new Error(`${name}: it is not as it was before the fault`);
  } finally {
    await timed(`${name} stopped`, () => server.stop());
  }
}

const names = namedServers(process.argv.slice(2));
const scratch = makeScratch();
let failed = 0;
await timed('installed', () => install(names, console.log));
for (const name of names) {
  try {
    await smoke(name, scratch.dir);
  } catch (thrown) {
    failed += 1;
    console.error(thrown instanceof Error ? thrown.message : thrown);
  }
}
if (failed === 0) scratch.remove();
else console.error(`logs are in ${scratch.dir}`);
console.log(`${names.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
