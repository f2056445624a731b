import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages } from './install.ts';
import { freePort, waitForStatus } from './network.ts';
import { run, startDaemon, subfolder } from './process.ts';

export interface Prometheus {
  readonly url: string;
  /** What k6's output needs to find it. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

interface Options {
  readonly rules: string;
  /** A port on loopback whose `/metrics` is read every second, as that of a collector is. */
  readonly scraped: number;
}

const SERVER = '/usr/bin/prometheus';
const TOOL = '/usr/bin/promtool';

/** Installs Debian's prometheus, and promtool with it. */
export function installPrometheus(): Promise<void> {
  return installPackages(['prometheus']);
}

/** Runs promtool to its end; throws what it complains of. */
export function promtool(args: readonly string[], timeoutMs: number): Promise<string> {
  return run([TOOL, ...args], { timeoutMs });
}

/** Prometheus that takes remote write and evaluates these rules. */
export async function startPrometheus(scratch: string, { rules, scraped }: Options): Promise<Prometheus> {
  const dir = subfolder(scratch, 'prometheus');
  const [ruleFile, config] = [join(dir, 'rules.yml'), join(dir, 'prometheus.yml')];
  writeFileSync(ruleFile, rules);
  const job = {
    job_name: 'collector',
    scrape_interval: '1s',
    scrape_timeout: '1s',
    static_configs: [{ targets: [`127.0.0.1:${scraped}`] }],
  };
  // JSON is YAML too.
  writeFileSync(config, JSON.stringify({ rule_files: [ruleFile], scrape_configs: [job] }));
  const port = await freePort();
  const daemon = startDaemon(
    'prometheus',
    [
      SERVER,
      `--config.file=${config}`,
      `--storage.tsdb.path=${subfolder(dir, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--web.enable-remote-write-receiver',
    ],
    join(dir, 'prometheus.log'),
  );
  const url = `http://127.0.0.1:${port}`;
  await waitForStatus(`${url}/-/ready`, 200, daemon);
  return {
    url,
    env: { K6_PROMETHEUS_RW_SERVER_URL: `${url}/api/v1/write` },
    stop: () => daemon.stop(),
  };
}
