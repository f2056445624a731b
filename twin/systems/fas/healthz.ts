import { json, type TwinReply } from '../../service.ts';

/** What flask-healthz 1.0 answers below `/healthz/`; null for other paths. Both checks of the twin always pass. */
export function answerHealthz(path: string): TwinReply | null {
  const name = /^\/healthz\/([^/]+)$/.exec(path)?.[1];
  if (name === undefined) return null;
  return name === 'live' || name === 'ready'
    ? problem(200, 'OK')
    : problem(404, `The ${name} check endpoint is not setup`);
}

function problem(status: number, title: string): TwinReply {
  return json({ status, title }, status, { 'content-type': 'application/problem+json' });
}
