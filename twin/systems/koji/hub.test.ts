import { describe, expect, it } from 'vitest';
import { decodeResponse } from '../../../lib/protocols/xmlrpc/decode.ts';
import { encodeCall } from '../../../lib/protocols/xmlrpc/encode.ts';
import {
  kwargs,
  XmlRpcFault,
  type XmlRpcStruct,
  type XmlRpcValue,
} from '../../../lib/protocols/xmlrpc/value.ts';
import { ask, call, faultOf } from '../../../tests/support/twin-hub.ts';

describe('the hub’s transport', () => {
  it('refuses GET with its version, and malformed requests as text', async () => {
    expect(await ask('koji', '/kojihub')).toMatchObject({
      status: 405,
      headers: { allow: 'POST', 'koji-version': '1.35.3', 'content-type': 'text/plain' },
    });
    for (const body of ['', '<methodCall>', 'hello']) {
      const reply = await ask('koji', '/kojihub/', { method: 'POST', body });
      expect(reply).toMatchObject({ status: 400, headers: { 'content-type': 'text/plain' } });
      expect(String(reply.body)).toContain('Invalid request');
    }
  });

  it('refuses a login without ticket, as the web server does: without its version', async () => {
    const reply = await ask('koji', '/kojihub/ssllogin', {
      method: 'POST',
      body: encodeCall('sslLogin', []),
    });
    expect(reply).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Negotiate' } });
    expect(reply.headers).not.toHaveProperty('koji-version');
  });

  it('takes a query string for a session', async () => {
    const at = async (query: string) => {
      const reply = await ask('koji', '/kojihub', { method: 'POST', body: encodeCall('hello', []), query });
      return () => decodeResponse(String(reply.body));
    };
    expect(await at('cb=1')).toThrow(new XmlRpcFault(1002, "'session-id' not specified in session args"));
    expect(await at('x')).toThrow(new XmlRpcFault(1, "<class 'ValueError'>: bad query field: 'x'"));
    const reply = await ask('koji', '/kojihub', {
      method: 'POST',
      body: encodeCall('hello', []),
      headers: { 'koji-session-id': '1', 'koji-session-key': 'x' },
    });
    expect(() => decodeResponse(String(reply.body))).toThrow(
      new XmlRpcFault(1002, 'Invalid session or bad credentials'),
    );
  });

  it('answers the calls that need nothing', async () => {
    expect(await call('hello')).toBe('Hello World');
    expect(await call('getAPIVersion')).toBe(1);
    expect(await call('getKojiVersion')).toBe('1.35.3');
    expect(await call('getLoggedInUser')).toBeNull();
    expect(await call('system.listMethods')).toEqual(
      expect.arrayContaining(['getBuild', 'tagBuild', 'multiCall']),
    );
  });

  it('answers wrong calls with the hub’s codes', async () => {
    expect(await faultOf('nosuch')).toMatchObject({ code: 1000, text: 'Invalid method: nosuch' });
    expect(await faultOf('tagBuild', ['f46', 'x-1-1'])).toMatchObject({ code: 1004 });
    expect(await faultOf('error')).toMatchObject({ code: 1000, text: 'test error' });
    expect(await faultOf('fault')).toMatchObject({ code: 1 });
    expect(await faultOf('getBuild', ['a', true, 3])).toMatchObject({ code: 1019 });
    expect(await faultOf('getBuild', [], { info: 'a' })).toMatchObject({ code: 1019 });
    expect(await faultOf('getBuild', ['a'], { buildInfo: 'a' })).toMatchObject({ code: 1019 });
    expect(await faultOf('listBuilds', [], { source: 'x' })).toMatchObject({ code: 1000 });
    expect(await faultOf('listBuilds', [], { queryOpts: { order: 'colour' } })).toMatchObject({ code: 1 });
  });

  it('answers the items of a multiCall one by one', async () => {
    const item = (methodName: string, ...params: XmlRpcValue[]): XmlRpcStruct => ({ methodName, params });
    const calls = [
      item('getAPIVersion'),
      item('nosuch'),
      item('getBuild', 'no-such-1', kwargs({ strict: true })),
    ];
    const missing = {
      faultCode: 1000,
      faultString: 'Invalid method: nosuch',
      traceback: [expect.any(String), expect.any(String)],
    };
    for (const method of ['multiCall', 'system.multicall']) {
      expect(await call(method, [calls])).toMatchObject([[1], missing, { faultCode: 1000 }]);
    }
    expect(await faultOf('multiCall', ['x'])).toMatchObject({ code: 1 });
  });
});
