import type { ReportOptions } from './render.ts';
import type { RunResult } from './result.ts';

/** The table that a person reads first. */
export function renderTerminal(result: RunResult, options: ReportOptions): string {
  const lines = [`k6-packager-workflow ${result.pack}   ${result.scenario}   target ${options.title}`, ''];
  for (const system of result.systems) {
    lines.push(`  ${system.system}  ${system.verdict}`);
    for (const probe of system.probes) lines.push(`     ${probe.probe} ${probe.verdict} ${probe.reason} ${probe.value}`);
  }
  return `${lines.join('\n')}\n${result.notes.join('\n')}\n`;
}
