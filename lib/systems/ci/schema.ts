import {
  anything,
  boolean,
  dictionary,
  filledText,
  literal,
  nullable,
  number,
  object,
  string,
} from '../../protocols/shape.ts';

/** `GET /api/json?tree=mode,quietingDown` of a Jenkins controller. */
export const controller = object({ mode: string, quietingDown: nullable(boolean) });

/** `GET <job>/api/json?tree=…`. Times are milliseconds since the epoch; `result` is null while it runs. */
export const job = object({
  name: string,
  buildable: boolean,
  lastBuild: nullable(object({ number, timestamp: number, building: boolean, result: nullable(string) })),
});

/** `GET /v0.1/about` of Testing Farm. */
export const testingFarm = object({ version: filledText });

/** `GET /api/healthz` of Packit. */
export const packit = object({ status: literal('We are healthy!') });

/** `GET /api/info` of Zuul. */
export const zuul = object({ info: object({ capabilities: dictionary(anything) }) });
