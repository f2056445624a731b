// What a k6 user writes to walk over the messages of a page of datagrepper.
import http from 'k6/http';

export const options = { vus: 10, iterations: Number(__ENV.BENCH_REQUESTS) };

export default function () {
  const res = http.get(`${__ENV.BENCH_URL}/page`, { headers: { Accept: 'application/json' } });
  let right = 0;
  for (const message of res.json().raw_messages) {
    const id = message.id;
    const topic = message.topic;
    const headers = message.headers;
    const sentAt = headers['sent-at'];
    const schema = headers.fedora_messaging_schema;
    const severity = headers.fedora_messaging_severity;
    if (id !== '' && topic !== '' && sentAt !== '' && schema !== '' && severity === 20) right++;
  }
  if (right !== 100) throw new Error(`${right} of 100 messages`);
}
