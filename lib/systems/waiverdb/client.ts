import { askJson } from '../../probe/ask.ts';
import { wrongAnswer } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { list, object, type Shaped } from '../../protocols/shape.ts';
import { waiver } from './schema.ts';

export type Waiver = Shaped<typeof waiver>;

const found = object({ data: list(waiver) });

/** What a waiver is about. */
export interface WaiverSubject {
  readonly type: 'koji_build' | 'bodhi_update';
  readonly identifier: string;
}

/** The waivers of these subjects, in one request that only reads, though by POST; there may be none. */
export async function waiversOf(
  context: ProbeContext,
  subjects: readonly WaiverSubject[],
): Promise<readonly Waiver[]> {
  if (subjects.length === 0) return [];
  const filters = subjects.map(({ type, identifier }) => ({
    subject_type: type,
    subject_identifier: identifier,
  }));
  const { data, response } = await askJson(
    context,
    `${context.address('waiverdb')}/api/v1.0/waivers/+filtered`,
    found,
    { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ filters }) },
  );
  const asked = new Set(subjects.map(({ type, identifier }) => `${type} ${identifier}`));
  const stranger = data.data.find((one) => !asked.has(`${one.subject_type} ${one.subject_identifier}`));
  if (stranger === undefined) return data.data;
  throw wrongAnswer(
    `waiver ${stranger.id} is of none of the subjects asked for`,
    response.text,
    response.url,
  );
}

/** Where a waiver is read; waiverdb has no page for people. */
export function waiverUrl(context: Pick<ProbeContext, 'address'>, id: number): string {
  return `${context.address('waiverdb')}/api/v1.0/waivers/${id}`;
}
