// fast-xml-parser alone, on the answer that our decoder is measured on: a tree of elements, not yet values.
import { XMLParser } from 'fast-xml-parser';

export const options = { vus: 1, iterations: Number(__ENV.BENCH_REQUESTS) };

const text = open(`${__ENV.BENCH_ANSWERS}/${__ENV.BENCH_ANSWER}`);
const parser = new XMLParser();

export default function () {
  const { array } = parser.parse(text).methodResponse.params.param.value;
  if (array.data.value.length < 40) throw new Error('decoded to something else');
}
