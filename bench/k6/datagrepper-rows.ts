// Five fields of each message of a page.
import { get, loadParams } from '../../lib/k6/load-http.ts';
import { columns } from '../../lib/systems/datagrepper/lean-rows.ts';
import { addressOf, benchOptions } from './options.ts';

export const options = benchOptions();

const url = addressOf('page');
const params = loadParams({
  call: 'datagrepper.searchHour',
  headers: { accept: 'application/json' },
  read: 'text',
  timeoutMs: 10_000,
});

export default function all(): void {
  const { body } = get(url, params);
  if (typeof body !== 'string') throw new Error('no answer');
  let right = 0;
  const { ids, topics, sentAt, schemas, severities } = columns(body);
  // A counted loop: in k6's engine an iterator costs as much as a message.
  const count = ids.length;
  for (let n = 0; n < count; n++) {
    const isThere = ids[n] !== '' && topics[n] !== '' && sentAt[n] !== '' && schemas[n] !== '';
    if (isThere && severities[n] === 20) right++;
  }
  if (right !== 100) throw new Error(`${right} of 100 messages`);
}
