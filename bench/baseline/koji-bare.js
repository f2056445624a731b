// The least that a k6 user writes to ask koji: a request and a look at its status, nothing decoded.
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
  if (res.status !== 200) throw new Error(`status ${res.status}`);
}
