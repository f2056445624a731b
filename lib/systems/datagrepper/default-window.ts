import { askJson } from '../../probe/ask.ts';
import { wrongAnswer } from '../../probe/failure.ts';
import { defineProbe, type Probe } from '../../probe/probe.ts';
import { checkPage, PAGE, searchUrl } from './client.ts';
import { DAY, tagTopic, words } from './questions.ts';

/** The window of a search that names one; who names none expects the same of a day. */
const NAMED = /delta=[^&]*&/;

const defaultWindow = defineProbe({
  id: 'datagrepper.search.default',
  kind: 'consistency',
  question: 'does a search that names no window cover a day, as clients that name none expect?',
  at: 'datagrepper',
  run: async (context) => {
    const of = { topic: tagTopic(context), windowSeconds: DAY, rows: 1 };
    const url = searchUrl(context, of).replace(NAMED, '');
    const { data, response } = await askJson(context, url, PAGE.v2);
    const { delta } = data.arguments;
    if (Math.abs(delta - DAY) > 1) {
      const reason = `a search that names no window covers ${words(delta)}, not a day: clients find nothing, and no error`;
      throw wrongAnswer(reason, response.text, response.url);
    }
    checkPage({ data, response }, of, context.now());
    return { reason: `a day, with ${data.total} messages of ${of.topic}`, data: null };
  },
});

/** What datagrepper takes for granted. */
export const defaultWindowProbes: readonly Probe[] = [defaultWindow];
