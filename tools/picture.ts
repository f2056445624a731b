import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './root.ts';

const LINE = 18;
const CHAR = 7.8;
const PAD = 16;

const COLORS: Readonly<Record<string, string>> = {
  ok: '#3fb950',
  OK: '#3fb950',
  DEGRADED: '#d29922',
  FAILED: '#f85149',
};

/** An SVG of what `npm start` prints on this machine now: a real run against the embedded twin. */
export async function makePicture(): Promise<string> {
  const { code, output } = await startRun();
  if (code !== 0) throw new Error(`npm start ended with ${code}:\n${output}`);
  return drawTerminal(['$ npm ci && npm start', ...output.trimEnd().split('\n')]);
}

function startRun(): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NO_COLOR: '1' };
    const child = spawn(process.execPath, ['--import', 'tsx', join(root, 'tools/start.ts')], {
      cwd: root,
      env,
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += String(chunk);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** Text on a dark ground, verdicts in their colour; the text stays text, for search and screen readers. */
function drawTerminal(lines: readonly string[]): string {
  const width = Math.ceil(Math.max(...lines.map((line) => line.length)) * CHAR + 2 * PAD);
  const height = lines.length * LINE + 2 * PAD;
  const rows = lines.map(
    (line, at) => `<text x="${PAD}" y="${PAD + 13 + at * LINE}" xml:space="preserve">${colored(line)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>What npm start prints: every system of the packager workflow with its verdict</title>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="13" fill="#c9d1d9" xml:space="preserve" style="white-space: pre">
${rows.join('\n')}
</g>
</svg>
`;
}

function colored(line: string): string {
  return escapeXml(line).replace(/(?<= )(?:ok|OK|DEGRADED|FAILED)(?= )/, (word) => {
    return `<tspan fill="${COLORS[word] ?? '#c9d1d9'}">${word}</tspan>`;
  });
}

function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
