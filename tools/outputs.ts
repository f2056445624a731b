/** What k6 logs when an output of metrics could not deliver: it ends with 0 all the same. */
const LOST = /Failed to send the time series data|failed to upload metrics|OpenTelemetry metric provider/;

/** Why the metrics of a run did not arrive where they should, in the words of k6's log; null where they did. */
export function lostMetrics(log: string): string | null {
  const line = log.split('\n').findLast((one) => LOST.test(one));
  if (line === undefined) return null;
  const [, quoted] = /\berror=("(?:[^"\\]|\\.)*")/.exec(line) ?? [];
  return quoted === undefined ? line : String(JSON.parse(quoted));
}
