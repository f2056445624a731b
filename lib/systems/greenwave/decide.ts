import { ask, decodeJson } from '../../probe/ask.ts';
import { wrongAnswer } from '../../probe/failure.ts';
import type { ProbeContext } from '../../probe/probe.ts';
import { boolean, list, nullable, object, type Shaped, string } from '../../protocols/shape.ts';
import type { DecisionRequest } from './request.ts';
import { errorMessage } from './schema.ts';

/** A decision reaches four other systems. */
const TIMEOUT_MS = 20_000;

/** What keeps a gate shut: a test that is missing or has failed, of one subject. */
const requirement = object({
  type: string,
  testcase: nullable(string),
  subject_identifier: nullable(string),
});

const decided = object({
  policies_satisfied: boolean,
  summary: string,
  unsatisfied_requirements: list(requirement),
});

export type Decided = Shaped<typeof decided>;

/** A question to greenwave; with a time, it is answered as it would have been then. */
type Question = Omit<DecisionRequest, 'verbose'> & { readonly when?: string };

/** Greenwave’s decision; null about what it has no policy for, as is so of EPEL. */
export async function decide(context: ProbeContext, question: Question): Promise<Decided | null> {
  const response = await ask(context, `${context.address('greenwave')}/api/v1.0/decision`, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify(question),
    expect: [200, 404],
    timeoutMs: TIMEOUT_MS,
  });
  const items = question.subject.map(({ item }) => item);
  if (response.status === 404) {
    const { message } = decodeJson(response, errorMessage);
    if (/no applicable policies/i.test(message)) return null;
    throw wrongAnswer(`refused to decide about ${items[0]} (404): ${message}`, response.text, response.url);
  }
  const data = decodeJson(response, decided);
  const shut = data.unsatisfied_requirements.length > 0;
  if (data.policies_satisfied === shut) {
    const count = data.unsatisfied_requirements.length;
    const reason = `policies_satisfied is ${data.policies_satisfied} with ${count} unsatisfied requirements`;
    throw wrongAnswer(reason, response.text, response.url);
  }
  return data;
}
