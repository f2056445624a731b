import { describe, expect, it } from 'vitest';
import { SYSTEMS } from '../targets/systems.ts';
import { systemsIn } from './notice-words.ts';

describe('the systems that a notice is about', () => {
  it.each([
    ['koji upgrades', 'The hubs are down while the schema changes.', ['koji']],
    ['Bodhi Upgrade', 'A new version.', ['bodhi']],
    ['pagure.io and dist-git outage', 'We switch authentication.', ['dist-git', 'lookaside']],
    ['s390x builders offline', 'The site has no power.', ['koji']],
    ['Fedora Build System', 'Affects koji and bodhi.', ['koji']],
    ['Planned outage', 'This takes koji and bodhi offline.', ['koji', 'bodhi']],
    ['Datanommer Migration', 'A new database.', ['datanommer', 'datagrepper']],
    ['Kerberos outage', '', ['fas']],
    ['Message bus upgrade', '', ['fedora-messaging']],
    ['Signing is paused', '', ['sigul', 'robosignatory']],
    ['Upgrade of Copr servers', 'We will update the servers and reboot them. The builders too.', []],
    ['Copr s390x builders', '', []],
    ['Wiki update', 'The wiki is read-only.', []],
  ])('%s', (title, text, systems) => {
    expect(systemsIn(title, text)).toEqual(systems);
  });

  it.each([
    ['Server Updates & Reboots', 'Any services may be up and down.'],
    ['Updates and reboots on Fedora infrastructure', ''],
    ['Datacenter Move outage', 'Services such as docs and dns will be unaffected.'],
    ['Network upgrades', ''],
    ['Outage', 'Other services may be up and down during the window.'],
  ])('is all of them: %s', (title, text) => {
    expect(systemsIn(title, text)).toEqual(SYSTEMS);
  });

  it('is what runs on OpenShift, where that is named', () => {
    const systems = systemsIn('Planned outage for OpenShift upgrade', '');
    expect(systems).toContain('bodhi');
    expect(systems).not.toContain('koji');
  });

  it('is not what goes on working', () => {
    expect(systemsIn('Outage', 'Bodhi is down. Koji will be unaffected.')).toEqual(['bodhi']);
  });
});
