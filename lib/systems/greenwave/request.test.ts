import { describe, expect, it } from 'vitest';
import type { BodhiUpdate } from '../bodhi/probes.ts';
import { decisionRequest, updateToAskAbout } from './request.ts';

const update = (more: Partial<BodhiUpdate> = {}): BodhiUpdate => ({
  alias: 'FEDORA-2026-0123456789',
  builds: [{ nvr: 'bash-5.3-1.fc44', signed: true }],
  release: { name: 'F44', long_name: 'Fedora 44', state: 'current' },
  status: 'testing',
  request: null,
  critpath: false,
  critpath_groups: '',
  date_submitted: 0,
  test_gating_status: 'passed',
  ...more,
});

const release = (name: string, state: string) => ({ name, long_name: name, state });

describe('the question about an update', () => {
  it('is the one that bodhi asks', () => {
    expect(decisionRequest(update())).toEqual({
      product_version: 'fedora-44',
      decision_context: ['bodhi_update_push_stable'],
      subject: [
        { item: 'bash-5.3-1.fc44', type: 'koji_build' },
        { item: 'FEDORA-2026-0123456789', type: 'bodhi_update' },
      ],
      verbose: true,
    });
  });

  it('is about testing while the update waits for it, and about stable else', () => {
    const context = (more: Partial<BodhiUpdate>) => decisionRequest(update(more)).decision_context;
    expect(context({ status: 'pending', request: 'testing' })).toEqual(['bodhi_update_push_testing']);
    expect(context({ status: 'pending', request: null })).toEqual(['bodhi_update_push_stable']);
    expect(context({ status: 'stable', request: null })).toEqual(['bodhi_update_push_stable']);
  });

  it('has one more context for each group of the critical path', () => {
    const context = (more: Partial<BodhiUpdate>) =>
      decisionRequest(update({ critpath: true, ...more })).decision_context;
    const plain = 'bodhi_update_push_stable';
    expect(context({ critpath_groups: 'core critical-path-gnome' })).toEqual([
      `${plain}_critical-path-gnome_critpath`,
      `${plain}_core_critpath`,
      plain,
    ]);
    expect(context({ critpath_groups: null })).toEqual([`${plain}_critpath`, plain]);
  });

  it('writes the release as greenwave does, and asks about eight subjects at most', () => {
    const epel = { name: 'EPEL-9', long_name: 'Fedora EPEL 9', state: 'current' };
    expect(decisionRequest(update({ release: epel })).product_version).toBe('fedora-epel-9');
    const builds = Array.from({ length: 30 }, (_, nth) => ({
      nvr: `kf6-part${nth}-6.0-1.fc44`,
      signed: true,
    }));
    expect(decisionRequest(update({ builds })).subject).toHaveLength(8);
  });
});

describe('the update to ask about', () => {
  it('is of a current Fedora, else of a coming one', () => {
    const eln = update({ release: release('ELN', 'pending') });
    const flatpak = update({ release: release('F44F', 'current') });
    const rawhide = update({ release: release('F46', 'pending') });
    const stable = update({ release: release('F44', 'current') });
    const empty = update({ builds: [] });
    expect(updateToAskAbout([eln, flatpak, rawhide, empty, stable])).toBe(stable);
    expect(updateToAskAbout([eln, flatpak, rawhide])).toBe(rawhide);
    expect(updateToAskAbout([eln, flatpak, empty])).toBeNull();
  });
});
