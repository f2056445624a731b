import { describe, expect, it } from 'vitest';
import { ask } from '../../../tests/support/twin-hub.ts';

describe('pages and files', () => {
  it('has the pages that monitors look at', async () => {
    expect(await ask('koji', '/')).toMatchObject({ status: 302, headers: { location: '/koji/' } });
    expect(String((await ask('koji', '/koji/')).body)).toMatch(
      /<div class="pageHeader">[a-zA-Z\s]+<\/div>.*Recent Builds/s,
    );
    expect(String((await ask('koji', '/koji/builds')).body)).toContain('complete.png');
    expect(String((await ask('koji', '/koji/hosts')).body)).toContain('fedoraproject.org');
    expect(await ask('koji', '/koji/nosuch')).toMatchObject({ status: 404 });
    const moved = await ask('koji', '/packages/bash/');
    expect(moved).toMatchObject({
      status: 301,
      headers: { location: expect.stringMatching(/\/packages\/bash\/$/) },
    });
  });

  it('lists the folders of a build down to its rpms', async () => {
    let path = '/packages/bash/';
    for (let level = 0; level < 3; level++) {
      const body = String((await ask('kojipkgs', path)).body);
      const folder = /\[DIR\]"> <a href="([^"]+)">(?!data)/.exec(body)?.[1];
      path += folder ?? '';
    }
    expect(path).toMatch(/^\/packages\/bash\/[\d.]+\/[\w.]+\/(?:data|\w+)\/$/);
    expect(await ask('kojipkgs', '/packages/bash')).toMatchObject({ status: 301 });
    expect(await ask('kojipkgs', '/packages/nosuch/')).toMatchObject({ status: 404 });
    expect(await ask('kojipkgs', '/')).toMatchObject({ status: 200 });
  });

  it('has the metadata of the newest repo', async () => {
    const reply = await ask('kojipkgs', '/repos/f46-build/latest/s390x/repodata/repomd.xml');
    expect(reply.status).toBe(200);
    expect(String(reply.body)).toMatch(/<repomd .*<revision>\d+<\/revision>.*<\/repomd>/s);
    for (const path of [
      'f46-build/latest/i386/repodata/repomd.xml',
      'nosuch/latest/x86_64/repodata/repomd.xml',
    ]) {
      expect(await ask('kojipkgs', `/repos/${path}`)).toMatchObject({ status: 404 });
    }
  });
});
