import {
  dictionary,
  filled,
  filledText,
  list,
  literal,
  number,
  object,
  type Shaped,
  string,
} from '../../protocols/shape.ts';
import { utcTime } from '../../protocols/time.ts';

/** `GET /api/v2.0/healthcheck`: 503 and another message when the database does not answer. */
export const healthcheck = object({ message: literal('Health check OK') });

/** `GET /api/v2.0`: sent with status 300. */
export const landing = object({
  message: string,
  results: filledText,
  testcases: filledText,
  outcomes: filled(string),
});

/** One result, as the API and the message `resultsdb.result.new` hold it. Values of `data` are lists. */
export const result = object({
  id: number,
  testcase: object({ name: string }),
  outcome: string,
  submit_time: utcTime,
  data: dictionary(list(string)),
});

export type Result = Shaped<typeof result>;

/** `GET /results` and `GET /results/latest`. Results arrive by the minute: an empty list is a wrong answer. */
export const resultList = object({ data: filled(result) });
