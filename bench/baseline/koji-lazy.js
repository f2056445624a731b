// What a k6 user writes who knows that koji's faults come with status 200, and who wants one member of the answer.
import { check } from 'k6';
import http from 'k6/http';

export const options = { vus: 10, iterations: Number(__ENV.BENCH_REQUESTS) };

const body = `<?xml version='1.0'?>
<methodCall>
<methodName>getBuild</methodName>
<params>
<param>
<value><string>gstreamer1-plugins-base-1.28.4-1.fc44</string></value>
</param>
</params>
</methodCall>
`;

export default function () {
  const res = http.post(`${__ENV.BENCH_URL}/${__ENV.BENCH_ANSWER}`, body, {
    headers: { 'Content-Type': 'text/xml' },
  });
  check(res, {
    'status is 200': (r) => r.status === 200,
    'no fault': (r) => !r.body.includes('<fault>'),
  });
  const answer = res.body;
  const member = answer.indexOf('<name>nvr</name>');
  const from = answer.indexOf('<string>', member) + '<string>'.length;
  const nvr = answer.slice(from, answer.indexOf('</string>', from));
  if (nvr !== 'gstreamer1-plugins-base-1.28.4-1.fc44') throw new Error(`another build: ${nvr}`);
}
