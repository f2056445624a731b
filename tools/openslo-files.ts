import { compileOpenSlo } from '../thresholds/openslo/compile.ts';
import { toYaml } from '../thresholds/openslo/yaml.ts';
import { TABLES, type Tables } from './objectives/tables.ts';

const HEAD = `# Made by npm run generate from the tables in thresholds/: change those, not this. OpenSLO v1; queries are of the
# recording rules in deploy/prometheus/, of production. Alerts are there too: a policy of OpenSLO knows one window.
`;

/** The OpenSLO documents: path from the root, and content. */
export function openSloFiles(tables: Tables = TABLES): ReadonlyMap<string, string> {
  return new Map(
    [...compileOpenSlo(tables)].map(([file, documents]) => [
      `deploy/openslo/${file}`,
      `${HEAD}${toYaml(documents)}`,
    ]),
  );
}
