// The engine's own JSON.parse on the same value: what a native decoder costs.
export const options = { vus: 1, iterations: Number(__ENV.BENCH_REQUESTS) };

const text = open(`${__ENV.BENCH_ANSWERS}/${__ENV.BENCH_ANSWER}`);

export default function () {
  if (JSON.parse(text).length < 40) throw new Error('decoded to something else');
}
