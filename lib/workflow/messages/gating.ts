import {
  boolean,
  dictionary,
  filledText,
  list,
  nullable,
  number,
  object,
  string,
} from '../../protocols/shape.ts';
import { reading, textOrNull } from './body.ts';

/** What a result, waiver or decision is about: the NVR of a `koji_build`, the alias of a `bodhi_update`. */
export interface Subject {
  readonly type: string;
  readonly identifier: string;
}

/** Composes have neither item nor type. */
function subjectOf(type: string | undefined, identifier: string | undefined): Subject | null {
  return type && identifier ? { type, identifier } : null;
}

/** QUEUED and RUNNING are outcomes too. */
const result = reading(
  object({
    id: number,
    testcase: object({ name: filledText }),
    outcome: filledText,
    ref_url: textOrNull,
    data: dictionary(list(string)),
  }),
  ({ id, testcase, outcome, ref_url, data }) => ({
    resultId: id,
    testcase: testcase.name,
    outcome,
    subject: subjectOf(data.type?.[0], data.item?.[0]),
    url: ref_url,
  }),
);

/** Its predecessor, which was shut down in 2020. */
const taskotron = reading(
  object({
    task: object({ item: filledText, type: filledText, name: filledText }),
    result: object({ id: number, outcome: filledText, log_url: textOrNull }),
  }),
  ({ task, result: { id, outcome, log_url } }) => ({
    resultId: id,
    testcase: task.name,
    outcome,
    subject: subjectOf(task.type, task.item),
    url: log_url,
  }),
);

const waiver = reading(
  object({
    id: number,
    subject_type: filledText,
    subject_identifier: filledText,
    testcase: filledText,
    product_version: filledText,
    waived: boolean,
    username: filledText,
  }),
  (body) => ({
    waiverId: body.id,
    subject: { type: body.subject_type, identifier: body.subject_identifier },
    testcase: body.testcase,
    productVersion: body.product_version,
    /** False takes back an earlier waiver. */
    waived: body.waived,
    user: body.username,
  }),
);

const decision = reading(
  object({
    subject_type: filledText,
    subject_identifier: filledText,
    decision_context: filledText,
    product_version: filledText,
    policies_satisfied: boolean,
    summary: string,
    previous: nullable(object({ policies_satisfied: boolean })),
  }),
  (body) => ({
    subject: { type: body.subject_type, identifier: body.subject_identifier },
    context: body.decision_context,
    productVersion: body.product_version,
    satisfied: body.policies_satisfied,
    wasSatisfied: body.previous?.policies_satisfied ?? null,
    summary: body.summary,
  }),
);

/** What resultsdb, waiverdb and greenwave say. */
export const gatingMessages = {
  'resultsdb.result.new': result,
  'taskotron.result.new': taskotron,
  'waiverdb.waiver.new': waiver,
  'greenwave.decision.update': decision,
} as const;
