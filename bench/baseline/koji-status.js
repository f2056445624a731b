// What a k6 user writes to load koji with getBuild and to know how many answers came with status 200.
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
  const res = http.post(`${__ENV.BENCH_URL}/get-build-ascii`, body, {
    headers: { 'Content-Type': 'text/xml' },
  });
  check(res, { 'status is 200': (r) => r.status === 200 });
}
