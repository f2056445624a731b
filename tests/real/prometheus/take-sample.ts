import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SAMPLE } from '../../../tools/dashboards/preview/files.ts';
import { encodeSample } from '../../../tools/dashboards/preview/sample.ts';
import { root } from '../../../tools/root.ts';
import { takeSample } from './dashboards.ts';
import { withPrometheus } from './filled.ts';

/** Takes the sample anew that the pictures of dashboards are drawn from; `npm run generate` then draws them. */
execFileSync(process.execPath, [join(root, 'build.mjs')], { cwd: root, stdio: 'inherit' });
await withPrometheus(async (server) => {
  for (const surprise of server.surprises) console.error(surprise);
  writeFileSync(join(root, SAMPLE), encodeSample(await takeSample(server)));
  console.log(`wrote ${SAMPLE}`);
});
