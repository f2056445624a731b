import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { agreement } from '../tests/real/agreement.ts';
import { checkGit } from '../tests/real/git/check.ts';
import { checkIpsilon } from '../tests/real/ipsilon/check.ts';
import { checkKerberos } from '../tests/real/kerberos/check.ts';
import { checkKojiClient } from '../tests/real/koji-client/check.ts';
import { checkKojiLogin } from '../tests/real/koji-client/login.ts';
import { checkLoad } from '../tests/real/load/check.ts';
import { checkPrometheus } from '../tests/real/prometheus/check.ts';
import { install, namedServers } from '../tests/real/servers/install.ts';
import { compareKerberos } from '../tests/real/twin-kerberos/check.ts';
import { checkXmlRpcPeers } from '../tests/real/xmlrpc-peers/check.ts';
import { startTwin } from '../twin/twin.ts';
import { root } from './root.ts';

let passed = 0;
let failed = 0;

function count(fine: boolean): string {
  if (fine) passed++;
  else failed++;
  return fine ? 'ok    ' : 'FAILED';
}

async function suite(name: string, work: () => Promise<void>): Promise<void> {
  console.log(`\n${name}`);
  try {
    await work();
  } catch (thrown) {
    console.log(`${count(false)} ${thrown instanceof Error ? thrown.message : thrown}`);
  }
}

execFileSync(process.execPath, [join(root, 'build.mjs')], { cwd: root, stdio: 'inherit' });

await suite('the twin and the real software', async () => {
  const names = namedServers(process.argv.slice(2));
  await install(names, console.log);
  const rows = await agreement(names, console.log);
  console.log(
    `\n       ${'probe'.padEnd(34)} ${'twin'.padEnd(16)} ${'real'.padEnd(16)} healthy / under the fault`,
  );
  for (const { probe, twin, real, why, agrees } of rows) {
    const cells = [probe.padEnd(34), twin.join(' / ').padEnd(16), real.join(' / ').padEnd(16)];
    console.log(`${count(agrees)} ${cells.join(' ')} ${why}`);
  }
});

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

function tell(checks: readonly Check[]): void {
  for (const { name, ok, detail } of checks) console.log(`${count(ok)} ${name}: ${detail}`);
}

await suite('the official koji client, MIT Kerberos, and the twin', async () => {
  const twin = await startTwin({ portBase: 0 });
  try {
    tell(await checkKojiClient(`${twin.addresses.koji}/kojihub`));
    tell(await checkKojiLogin(twin));
    tell(await compareKerberos(twin));
  } finally {
    await twin.stop();
  }
});

await suite('our Kerberos, a real KDC and a real web server', async () => tell(await checkKerberos()));
await suite('our git and a real one', async () => tell(await checkGit()));
await suite('our OpenID client and the real ipsilon', async () => tell(await checkIpsilon()));

const named = process.argv.slice(2);
if (named.length === 0 || named.includes('datagrepper')) {
  await suite('load and trace through the real datagrepper, with a month of messages', async () => {
    tell(await checkLoad((line) => console.log(`       ${line}`)));
  });
}

await suite('rules and dashboards in a real Prometheus', async () => tell(await checkPrometheus()));

await suite('our XML-RPC and that of Python and of koji', async () => tell(await checkXmlRpcPeers()));

console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
