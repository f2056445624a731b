// What a k6 user writes who decodes koji's answers with the XML parser that most use.
import { XMLParser } from 'fast-xml-parser';
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

const parser = new XMLParser();

export default function () {
  const res = http.post(`${__ENV.BENCH_URL}/${__ENV.BENCH_ANSWER}`, body, {
    headers: { 'Content-Type': 'text/xml' },
  });
  check(res, { 'status is 200': (r) => r.status === 200 });
  const { struct } = parser.parse(res.body).methodResponse.params.param.value;
  const nvr = struct.member.find((member) => member.name === 'nvr').value.string;
  if (nvr !== 'gstreamer1-plugins-base-1.28.4-1.fc44') throw new Error(`another build: ${nvr}`);
}
