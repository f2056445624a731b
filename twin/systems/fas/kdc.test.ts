import { describe, expect, it } from 'vitest';
import { type Credential, serviceTicket } from '../../../lib/protocols/kerberos/client.ts';
import * as der from '../../../lib/protocols/kerberos/der.ts';
import { decodeKeytab } from '../../../lib/protocols/kerberos/keytab.ts';
import { decodeKdcReply } from '../../../lib/protocols/kerberos/messages.ts';
import { HOST, REALM, realmBench } from '../../../tests/support/twin-realm.ts';
import { LACKING, TWIN_CREDENTIALS } from '../../accounts/people.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const { principal, password } = TWIN_CREDENTIALS;

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'a ticket',
    (thrown: unknown) => (thrown instanceof Error && 'code' in thrown ? thrown.code : thrown),
  );

describe('login', () => {
  const bench = realmBench();

  it('gives a ticket for a day to who knows the password', async () => {
    const ticket = await bench.kinit();
    expect(ticket).toMatchObject({ principal: `${principal}@${REALM}`, realm: REALM });
    expect(ticket.endsAt).toBe(bench.clock.server + 24 * HOUR);
  });

  it.each([18, 17] as const)('gives one for a keytab with a key of type %d', async (etype) => {
    const keytab = decodeKeytab(await bench.realm.keytabOf(principal)).filter((one) => one.etype === etype);
    const ticket = await bench.kinit({ principal, keytab });
    expect(ticket.key.etype).toBe(etype);
  });

  it.each<[string, Credential, number]>([
    ['a wrong password', { principal, password: 'wrong' }, 24],
    ['a password of an account that has none', { principal: 'twin-alder', password }, 24],
    ['nobody', { principal: 'nobody', password }, 6],
    ['an expired account', { principal: LACKING.account, password }, 1],
    ['an expired password', { principal: LACKING.freshPassword, password }, 23],
    ['a revoked account', { principal: LACKING.trust, password }, 18],
  ])('refuses %s', async (_what, credential, code) => {
    expect(await codeOf(bench.kinit(credential))).toBe(code);
  });

  it.each([-10, 10])('refuses a clock that is %d minutes off', async (minutes) => {
    const off = realmBench();
    off.clock.client += minutes * MINUTE;
    expect(await codeOf(off.kinit())).toBe(37);
    off.clock.client = off.clock.server + (minutes / 10) * 4 * MINUTE;
    expect(await codeOf(off.kinit())).toBe('a ticket');
  });

  it('follows what becomes of an account', async () => {
    let changes = {};
    const changing = realmBench(() => changes);
    changes = { [principal]: { password: 'another' } };
    expect(await codeOf(changing.kinit())).toBe(24);
    changes = { [principal]: null };
    expect(await codeOf(changing.kinit())).toBe(6);
    changes = {};
    expect(await codeOf(changing.kinit())).toBe('a ticket');
  });
});

describe('tickets for services', () => {
  it('end with the one that they are got with', async () => {
    const bench = realmBench();
    const tgt = await bench.kinit();
    for (const moment of [0, 23 * HOUR]) {
      bench.clock.client = bench.clock.server = tgt.endsAt - 24 * HOUR + moment;
      const ticket = await serviceTicket(bench.tools, bench.exchange, tgt, 'HTTP', HOST);
      expect(ticket.endsAt).toBe(tgt.endsAt);
    }
  });

  it('are for its hosts, and for HTTP alone', async () => {
    const bench = realmBench();
    const tgt = await bench.kinit();
    const ask = (service: string, host: string) =>
      codeOf(serviceTicket(bench.tools, bench.exchange, tgt, service, host));
    expect(await ask('HTTP', 'localhost')).toBe('a ticket');
    expect(await ask('HTTP', 'nowhere')).toBe(7);
    expect(await ask('host', HOST)).toBe(7);
    expect(await ask('krbtgt', REALM)).toBe(7);
  });

  it('are not for a ticket that has expired, is another KDC’s, or is shown at a wrong time', async () => {
    const bench = realmBench();
    const tgt = await bench.kinit();
    const ask = (shown = tgt) => codeOf(serviceTicket(bench.tools, bench.exchange, shown, 'HTTP', HOST));
    expect(await ask(await realmBench().kinit())).toBe(31);
    expect(
      await ask({
        ...tgt,
        clientName: (await bench.kinit({ principal: LACKING.group, password })).clientName,
      }),
    ).toBe(36);
    bench.clock.client += 10 * MINUTE;
    expect(await ask()).toBe(37);
    bench.clock.client = bench.clock.server = tgt.endsAt + 6 * MINUTE;
    expect(await ask()).toBe(32);
  });

  it('are not for a request that was changed on its way', async () => {
    const bench = realmBench();
    const changed = async (message: Uint8Array): Promise<Uint8Array> => {
      // The nonce is the last number but those of the encryption types.
      const bytes = Buffer.from(message);
      const at = bytes.lastIndexOf(
        Buffer.from(der.context(8, der.sequence(der.integer(18), der.integer(17)))),
      );
      bytes[at - 1] = (bytes[at - 1] ?? 0) ^ 1;
      return bench.exchange(new Uint8Array(bytes));
    };
    const tgt = await bench.kinit();
    expect(await codeOf(serviceTicket(bench.tools, changed, tgt, 'HTTP', HOST))).toBe(31);
  });

  it('are not for a proof that cannot be read', async () => {
    const bench = realmBench();
    const tgt = await bench.kinit();
    const cut = { ...tgt, ticket: der.application(1, der.sequence()) };
    expect(await codeOf(serviceTicket(bench.tools, bench.exchange, cut, 'HTTP', HOST))).toBe(60);
  });
});

describe('a refusal', () => {
  it('tells the KDC’s clock', async () => {
    const bench = realmBench();
    bench.clock.server += 123;
    const request = der.application(
      12,
      der.sequence(
        der.context(1, der.integer(5)),
        der.context(2, der.integer(12)),
        der.context(
          4,
          der.sequence(
            der.context(0, der.flags(0)),
            der.context(2, der.generalString(REALM)),
            der.context(3, der.sequence(der.context(0, der.integer(2)), der.context(1, der.sequence()))),
            der.context(5, der.generalizedTime(bench.clock.server)),
            der.context(7, der.integer(1)),
            der.context(8, der.sequence(der.integer(18))),
          ),
        ),
      ),
    );
    const reply = decodeKdcReply(await bench.exchange(request));
    expect(reply).toMatchObject({
      kind: 'error',
      code: 16,
      serverTime: bench.clock.server,
      text: 'PROCESS_TGS',
    });
  });
});
