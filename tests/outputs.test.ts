import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { lostMetrics } from '../tools/outputs.ts';
import { startOtlpReceiver } from './support/otlp-receiver.ts';
import { start } from './support/start.ts';

const LIMIT_MS = 120_000;
const ASKED = ['--only', 'waiverdb.health.check'];

/** A port that nobody listens on. */
async function deadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 1;
}

describe('an output that does not deliver', () => {
  it('is read out of k6’s log', () => {
    const other = 'time="…" level=error msg="something else" error="x"';
    expect(lostMetrics('')).toBeNull();
    expect(lostMetrics(other)).toBeNull();
    const remote =
      'level=error msg="Failed to send the time series data to the endpoint" error="got status code: 404" output="Prometheus remote write"';
    expect(lostMetrics(`${remote}\n${other}`)).toBe('got status code: 404');
    const quoted =
      'level=error msg="can\'t shutdown OpenTelemetry metric provider" error="failed to upload metrics: Post \\"http://a\\": refused"';
    expect(lostMetrics(quoted)).toBe('failed to upload metrics: Post "http://a": refused');
    const plain = '2026/11/23 15:04:05 failed to upload metrics: Post "http://a": refused';
    expect(lostMetrics(plain)).toBe(plain);
  });

  it('ends a run that was well with 110: remote write', { timeout: LIMIT_MS }, async () => {
    const url = `http://127.0.0.1:${await deadPort()}/api/v1/write`;
    const env = { K6_OUT: 'experimental-prometheus-rw', K6_PROMETHEUS_RW_SERVER_URL: url };
    const { code, stderr, stdout } = await start(ASKED, env);
    expect(stdout).toContain('waiverdb');
    expect(stderr).toMatch(/the metrics of this run did not arrive: .*connection refused/);
    expect(code).toBe(110);
  });

  it('ends a run that was well with 110: OTLP; and with 0 where it arrives', {
    timeout: LIMIT_MS,
  }, async () => {
    const receiver = await startOtlpReceiver();
    const env = { K6_OUT: 'opentelemetry', ...receiver.env };
    const well = await start(ASKED, env);
    await receiver.stop();
    expect(receiver.points().map(({ name }) => name)).toContain('pw_probe_verdict');
    expect(well.stderr).not.toContain('did not arrive');
    expect(well.code).toBe(0);
    const lost = await start(ASKED, env);
    expect(lost.stderr).toMatch(/the metrics of this run did not arrive: .*refused/);
    expect(lost.code).toBe(110);
  });
});
