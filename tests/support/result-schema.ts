import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

/** The schema of every result file. */
export const RESULT_SCHEMA = JSON.parse(
  readFileSync(new URL('../../lib/report/result.schema.json', import.meta.url), 'utf8'),
);

const validate = new Ajv2020({ allErrors: true, strictTypes: false }).compile(RESULT_SCHEMA);

/** What is wrong with a value as a result file, after its way through JSON. */
export function resultFaults(value: unknown): readonly string[] {
  if (validate(JSON.parse(JSON.stringify(value)))) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
