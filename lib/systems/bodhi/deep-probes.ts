import { askJson } from '../../probe/ask.ts';
import { failureShare } from '../../probe/failure-share.ts';
import { defineProbe, type Probe } from '../../probe/probe.ts';
import { apiVersion } from './schema.ts';

const REQUESTS = 200;

const losses = defineProbe({
  id: 'bodhi.deep.failureShare',
  set: 'deep',
  question: `how many of ${REQUESTS} requests to the API fail?`,
  at: 'bodhi',
  run: (context) => {
    // It asks no database: what is lost, the cluster or a proxy has lost.
    const url = `${context.address('bodhi')}/api_version`;
    return failureShare(REQUESTS, () => askJson(context, url, apiVersion));
  },
});

/** What takes many requests: asked when named. */
export const bodhiDeepProbes: readonly Probe[] = [losses];
