// What a k6 user writes for the total and the newest time of a page of datagrepper.
import http from 'k6/http';

export const options = { vus: 10, iterations: Number(__ENV.BENCH_REQUESTS) };

export default function () {
  const res = http.get(`${__ENV.BENCH_URL}/page`, { headers: { Accept: 'application/json' } });
  const page = res.json();
  const total = page.total;
  const newest = Date.parse(page.raw_messages[0].headers['sent-at']);
  if (total !== 10432 || newest !== 1795443204000) throw new Error(`${total} of ${newest}`);
}
