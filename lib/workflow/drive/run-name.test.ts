import { expect, it } from 'vitest';
import { runIn, runName } from './run-name.ts';

const AT = Date.UTC(2026, 10, 23, 15, 4, 5);

it('is told from any text that holds it', () => {
  const name = runName(AT + 678, 0x0bad_cafe);
  expect(name).toBe('k6-packager-workflow-20261123t150405-0badcafe');
  for (const text of [name, `refs/heads/${name}`, `Rebuild by ${name}\n`, `(${name}).`]) {
    expect(runIn(text)).toEqual({ name, startedAt: AT });
  }
});

it.each([
  '',
  'rawhide',
  'k6-packager-workflow',
  'k6-packager-workflow-20261123t150405',
  'k6-packager-workflow-20261399t990000-0badcafe',
])('is in no other text: "%s"', (text) => expect(runIn(text)).toBeNull());
