import { askJson, type Decoded } from '../../probe/ask.ts';
import { wrongAnswer } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { list, nullable, number, object, type Shape, type Shaped } from '../../protocols/shape.ts';
import { utcTime } from '../../protocols/time.ts';
import { type BodhiUpdate, update } from './schema.ts';

/** Updates on the one page that is read. */
export const ROWS = 50;

const pushed = object({ date_stable: nullable(utcTime) });

const datedUpdate: Shape<BodhiUpdate & Shaped<typeof pushed>> = (value, path) => ({
  ...update(value, path),
  ...pushed(value, path),
});

export type DatedUpdate = Shaped<typeof datedUpdate>;

const found = object({ page: number, total: number, updates: list(datedUpdate) });

/** The newest updates that a search finds, at most a page of them; none is a good answer. */
export async function searchUpdates(
  context: ProbeContext,
  filters: Readonly<Record<string, string>>,
): Promise<Decoded<readonly DatedUpdate[]>> {
  const query = Object.entries({ ...filters, rows_per_page: String(ROWS), display_user: '0' })
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
  const { data, response } = await askJson(context, `${context.address('bodhi')}/updates/?${query}`, found);
  const { updates, total, page } = data;
  if (page !== 1 || updates.length !== Math.min(ROWS, total)) {
    const reason = `${updates.length} updates on page ${page} with total ${total}`;
    throw wrongAnswer(reason, response.text, response.url);
  }
  const { status } = filters;
  const other = updates.find((one) => status !== undefined && !status.split(',').includes(one.status));
  if (other === undefined) return { data: updates, response };
  throw wrongAnswer(`asked for ${status}, ${other.alias} is ${other.status}`, response.text, response.url);
}

/** A time as a search takes it. */
export function searchTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19);
}
