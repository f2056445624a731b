// Total and newest time of a page.
import { get, loadParams, textIn } from '../../lib/k6/load-http.ts';
import { freshness } from '../../lib/systems/datagrepper/lean.ts';
import { addressOf, benchOptions } from './options.ts';

export const options = benchOptions();

const url = addressOf('page');
const params = loadParams({
  call: 'datagrepper.searchHour',
  headers: { accept: 'application/json' },
  read: 'bytes',
  timeoutMs: 10_000,
});

export default function fresh(): void {
  const { body } = get(url, params);
  if (!(body instanceof ArrayBuffer)) throw new Error('no answer');
  const { total, newestAt } = freshness(textIn(body));
  if (total !== 10_432 || newestAt !== 1_795_443_204_000) throw new Error(`${total} of ${newestAt}`);
}
