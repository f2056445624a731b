import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type OtlpPoint, otlpPoints } from './otlp.ts';

/** Receives what k6 sends by OTLP, as a collector does. */
export interface OtlpReceiver {
  readonly port: number;
  /** What k6's output needs to find it. */
  readonly env: Readonly<Record<string, string>>;
  /** The newest point of each series. */
  readonly points: () => readonly OtlpPoint[];
  /** How many exports came. */
  readonly exports: () => number;
  stop(): Promise<void>;
}

/** Starts one on loopback. `GET /metrics` shows its points under the names that a collector gives them for Prometheus. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const series = new Map<string, OtlpPoint>();
  let exports = 0;
  const server = createServer((request, response) => {
    if (request.method === 'GET') {
      response.setHeader('content-type', 'text/plain; version=0.0.4');
      response.end([...series.values()].map(exposed).join(''));
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      exports++;
      for (const point of otlpPoints(Buffer.concat(chunks))) {
        series.set(`${point.name} ${JSON.stringify(point.attributes)}`, point);
      }
      response.setHeader('content-type', 'application/x-protobuf');
      response.end();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const { port } = address;
  return {
    port,
    env: {
      K6_OTEL_EXPORTER_PROTOCOL: 'http/protobuf',
      K6_OTEL_HTTP_EXPORTER_ENDPOINT: `127.0.0.1:${port}`,
      K6_OTEL_HTTP_EXPORTER_INSECURE: 'true',
    },
    points: () => [...series.values()],
    exports: () => exports,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const UNITS: Readonly<Record<string, string>> = { ms: '_milliseconds', By: '_bytes' };

/** By OpenTelemetry's rules for Prometheus: no dots, unit and one `_total` behind the name, buckets that add up. */
function exposed({ name, unit, kind, attributes, value, buckets }: OtlpPoint): string {
  const full = `${name.replace(/\W/g, '_').replace(/_total$/, '')}${UNITS[unit] ?? ''}`;
  const line = (suffix: string, labels: Readonly<Record<string, string>>, figure: number): string =>
    `${full}${suffix}{${Object.entries(labels)
      .map(([label, text]) => `${label}=${JSON.stringify(text)}`)
      .join(',')}} ${figure}\n`;
  if (buckets === null) return line(kind === 'sum' ? '_total' : '', attributes, value);
  let sum = 0;
  const bars = buckets.counts.map((count, index) => {
    sum += count;
    return line('_bucket', { ...attributes, le: String(buckets.bounds[index] ?? '+Inf') }, sum);
  });
  return [...bars, line('_sum', attributes, value), line('_count', attributes, sum)].join('');
}
