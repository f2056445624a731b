import { type Probe, whyNotHere } from '../lib/probe/probe.ts';
import { ADDRESS_NAMES, ADDRESSES } from '../lib/targets/addresses.ts';
import { STEP_OF, SYSTEMS } from '../lib/targets/systems.ts';
import type { Target } from '../lib/targets/target.ts';
import { limitOf } from '../thresholds/objectives.ts';

/** Systems, addresses and probes of a target, for `--list`: nothing is asked. */
export function listing(target: Target, probes: readonly Probe[]): string {
  const lines = [`target ${target.title}`];
  for (const system of SYSTEMS) {
    lines.push('', `${system}   (${STEP_OF[system]})`);
    for (const name of ADDRESS_NAMES.filter((one) => ADDRESSES[one].system === system)) {
      const address = target.addresses[name];
      const { variable, of } = ADDRESSES[name];
      lines.push(
        address.url === null
          ? `  ${of}: none, ${address.why}`
          : `  ${of}: ${address.url}   (${variable}; ${address.source})`,
      );
    }
    for (const probe of probes.filter((one) => one.system === system)) {
      const { warn, fail, unit } = limitOf(probe.id);
      const why = whyNotHere(probe, target);
      const note =
        why ??
        (probe.set === 'deep'
          ? 'deep: only when named'
          : `degraded past ${warn} ${unit}, failed past ${fail}`);
      lines.push(`    ${probe.id.padEnd(36)} ${probe.kind.padEnd(12)} ${probe.question}   [${note}]`);
    }
  }
  return `${lines.join('\n')}\n`;
}
