/** One figure of an OTLP export, by its name and attributes; of a histogram its buckets. */
export interface OtlpPoint {
  readonly name: string;
  readonly unit: string;
  readonly kind: 'gauge' | 'sum' | 'histogram';
  readonly attributes: Readonly<Record<string, string>>;
  readonly value: number;
  /** Upper bounds and how many samples are in each bucket; the last bucket has no bound. */
  readonly buckets: { readonly bounds: readonly number[]; readonly counts: readonly number[] } | null;
}

/** A field of a protobuf message: a number, eight bytes as they are, or bytes that are a message or text. */
interface Field {
  readonly id: number;
  readonly bytes: Buffer;
}

/** The fields of a protobuf message, in their order. Throws where the bytes are none. */
function fieldsOf(message: Buffer): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = message[at++];
      if (byte === undefined) throw new Error('protobuf: cut short');
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const key = varint();
    const wire = key % 8;
    const start = at;
    if (wire === 0) varint();
    const length = wire === 2 ? varint() : wire === 1 ? 8 : wire === 5 ? 4 : 0;
    if (wire > 2 && wire !== 5) throw new Error(`protobuf: wire type ${wire}`);
    const from = wire === 0 ? start : at;
    at += length;
    if (at > message.length) throw new Error('protobuf: cut short');
    fields.push({ id: Math.floor(key / 8), bytes: message.subarray(from, at) });
  }
  return fields;
}

const all = (message: Buffer, id: number): Buffer[] =>
  fieldsOf(message).flatMap((field) => (field.id === id ? [field.bytes] : []));

const one = (message: Buffer, id: number): Buffer | undefined => all(message, id).at(-1);

const text = (message: Buffer, id: number): string => one(message, id)?.toString('utf8') ?? '';

/** Eight bytes each, one after the other. */
function eights<T>(packed: Buffer | undefined, read: (bytes: Buffer, at: number) => T): T[] {
  return Array.from({ length: (packed?.length ?? 0) / 8 }, (_, index) =>
    read(packed ?? Buffer.alloc(0), index * 8),
  );
}

const double = (bytes: Buffer, at: number): number => bytes.readDoubleLE(at);
const fixed = (bytes: Buffer, at: number): number => Number(bytes.readBigInt64LE(at));

/** Field numbers of the kinds of a metric, and of a point's attributes, in opentelemetry/proto/metrics/v1. */
const KINDS = [
  ['gauge', 5, 7],
  ['sum', 7, 7],
  ['histogram', 9, 9],
] as const;

/** Reads an `ExportMetricsServiceRequest` as k6 sends it: gauges, sums and histograms with attributes of text. */
export function otlpPoints(request: Buffer): OtlpPoint[] {
  const metrics = all(request, 1)
    .flatMap((resource) => all(resource, 2))
    .flatMap((scope) => all(scope, 2));
  return metrics.flatMap((metric) =>
    KINDS.flatMap(([kind, id, attributes]) =>
      all(metric, id)
        .flatMap((data) => all(data, 1))
        .map((point) => ({
          name: text(metric, 1),
          unit: text(metric, 3),
          kind,
          attributes: attributesOf(point, attributes),
          ...(kind === 'histogram' ? histogram(point) : { value: number(point), buckets: null }),
        })),
    ),
  );
}

function attributesOf(point: Buffer, id: number): Record<string, string> {
  return Object.fromEntries(
    all(point, id).map((pair) => [text(pair, 1), text(one(pair, 2) ?? Buffer.alloc(0), 1)]),
  );
}

function number(point: Buffer): number {
  const [value = Number.NaN] = [...eights(one(point, 4), double), ...eights(one(point, 6), fixed)];
  return value;
}

function histogram(point: Buffer): Pick<OtlpPoint, 'value' | 'buckets'> {
  const bounds = eights(one(point, 7), double);
  const counts = eights(one(point, 6), fixed);
  return { value: eights(one(point, 5), double)[0] ?? 0, buckets: { bounds, counts } };
}
