import { environment, type Options } from '../../lib/k6/run-control.ts';

/** Ten users share the requests, under the options that a load run has. */
export function benchOptions(): Options {
  return {
    scenarios: {
      load: { executor: 'shared-iterations', vus: 10, iterations: requests(), maxDuration: '2m' },
    },
    systemTags: ['status', 'method', 'name', 'error_code', 'scenario', 'expected_response'],
    noCookiesReset: true,
    maxRedirects: 0,
  };
}

/** One user, for what asks nothing. */
export function soloOptions(): Options {
  return { vus: 1, iterations: requests() };
}

function requests(): number {
  return Number(environment().BENCH_REQUESTS);
}

/** Address of one of the answers that the benchmark serves. */
export function addressOf(answer: string): string {
  return `${environment().BENCH_URL}/${answer}`;
}

/** Name of the answer that this run is about. */
export function servedAnswer(): string {
  return environment().BENCH_ANSWER ?? '';
}

/** That answer itself. */
export function textOfAnswer(): string {
  return open(`${environment().BENCH_ANSWERS}/${servedAnswer()}`);
}

/** Whether requests are encoded before, as the load scenario does it. */
export function isPrepared(): boolean {
  return environment().BENCH_PREPARED === 'yes';
}

/** The build that `getBuild` asks for and the answer tells of. */
export const NVR = 'gstreamer1-plugins-base-1.28.4-1.fc44';
export const XML_TYPE = { 'content-type': 'text/xml' };
