import type { WireResponse } from '../../k6/ports.ts';
import { ask, askJson, askPage, decodeJson, isHtml } from '../../probe/ask.ts';
import { cannotJudge, excerpt, ProbeFailure, wrongAnswer } from '../../probe/failure.ts';
import { defineProbe, type Probe } from '../../probe/probe.ts';
import { bodhiUpdates } from '../bodhi/probes.ts';
import { decisionRequest, updateToAskAbout } from './request.ts';
import { about, decision, errorMessage, policyList } from './schema.ts';

const API = '/api/v1.0';
const PUSH_CONTEXT = 'bodhi_update_push_stable';
/** Past what the decision may take at most, before its limit calls it failed. */
const DECISION_TIMEOUT_MS = 20_000;

const health = defineProbe({
  id: 'greenwave.health.check',
  question: 'does greenwave live? (asks none of the systems it depends on)',
  at: 'greenwave',
  run: async (context) => {
    await askPage(context, `${context.address('greenwave')}/healthcheck`, ['Health check OK']);
    return { reason: 'health check OK', data: null };
  },
});

const version = defineProbe({
  id: 'greenwave.api.about',
  question: 'does the API tell its version?',
  at: 'greenwave',
  run: async (context) => {
    const { data } = await askJson(context, `${context.address('greenwave')}${API}/about`, about);
    return { reason: `version ${data.version}`, data: data.version };
  },
});

const policies = defineProbe({
  id: 'greenwave.policies.push',
  question: 'has it loaded the policies for the push to stable?',
  at: 'greenwave',
  run: async (context) => {
    const { data, response } = await askJson(
      context,
      `${context.address('greenwave')}${API}/policies`,
      policyList,
    );
    const push = data.policies.filter(
      ({ decision_context, decision_contexts }) =>
        decision_context === PUSH_CONTEXT || decision_contexts?.includes(PUSH_CONTEXT) === true,
    );
    if (push.length === 0) throw wrongAnswer(`no policy for ${PUSH_CONTEXT}`, response.text, response.url);
    return {
      reason: `${push.length} of ${data.policies.length} policies for the push to stable`,
      data: null,
    };
  },
});

const roundTrip = defineProbe({
  id: 'greenwave.decision.roundTrip',
  question: 'does it decide about the newest Fedora update, asked as bodhi asks?',
  at: 'greenwave',
  run: async (context) => {
    const update = updateToAskAbout(await context.need(bodhiUpdates));
    if (update === null) throw cannotJudge('no Fedora release among the newest updates');
    const question = decisionRequest(update);
    const response = await ask(context, `${context.address('greenwave')}${API}/decision`, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify(question),
      expect: [200, 400, 404, 502, 504],
      timeoutMs: DECISION_TIMEOUT_MS,
    });
    if (response.status !== 200) throw refusal(response, update.alias);
    const data = decodeJson(response, decision);
    if (data.policies_satisfied !== (data.unsatisfied_requirements.length === 0)) {
      const told = `policies_satisfied is ${data.policies_satisfied}`;
      const reason = `${told} with ${data.unsatisfied_requirements.length} unsatisfied requirements`;
      throw wrongAnswer(reason, response.text, response.url);
    }
    const asked = new Set(question.subject.map(({ item }) => item));
    const about = [...data.satisfied_requirements, ...data.unsatisfied_requirements]
      .flatMap(({ subject_identifier }) => subject_identifier ?? [])
      .find((item) => !asked.has(item));
    if (about !== undefined) {
      throw wrongAnswer(`asked about ${update.alias}, decided about ${about}`, response.text, response.url);
    }
    const reason = `${update.alias}: ${data.summary}, ${data.applicable_policies.length} policies`;
    return { reason, evidence: excerpt(response.text), data };
  },
});

/** Greenwave names the culprit upstream in its own 502 and 504; without its message they are the edge's. */
function refusal(response: WireResponse, alias: string): ProbeFailure {
  const { status, url, text } = response;
  const evidence = excerpt(text);
  if (isHtml(response)) {
    const reason = `HTTP ${status} from the edge, not from greenwave`;
    return new ProbeFailure({
      verdict: 'failed',
      what: 'down',
      reason,
      evidence,
      url,
      transient: status === 502,
    });
  }
  const { message } = decodeJson(response, errorMessage);
  if (status === 502 || status === 504) {
    const what = status === 504 ? 'a system it asks timed out' : 'a system it asks failed';
    const reason = `${what} (${status}): ${excerpt(message)}`;
    return new ProbeFailure({
      verdict: 'failed',
      what: 'down',
      reason,
      evidence,
      url,
      transient: status === 502,
    });
  }
  return wrongAnswer(`refused to decide about ${alias} (${status}): ${excerpt(message)}`, text, url);
}

export const greenwaveProbes: readonly Probe[] = [health, version, policies, roundTrip];
