// The web server gives what it has only to whoever has its token, and only under its own name.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { after, before, describe, it } from 'node:test';

import { startWeb } from './web.mjs';

describe('the web server', () => {
  let web;
  let url;
  let authorization;
  before(async () => {
    web = await startWeb({ targets: ['127.0.0.1:1'], every_s: 3600, options: { depth: 'quick' } });
    url = new URL(web.url);
    authorization = `Bearer ${url.hash.replace('#token=', '')}`;
  });
  after(() => web.close());

  const call = (body, headers = { authorization }) => {
    return fetch(new URL('/call', url), { method: 'POST', headers, body: JSON.stringify(body) });
  };

  it('listens on loopback, with a token of its own', () => {
    assert.equal(url.hostname, '127.0.0.1');
    assert.match(url.hash, /^#token=[\w-]{32}$/);
  });

  it('gives the page with a strict policy', async () => {
    const page = await fetch(new URL('/', url));
    assert.equal(page.status, 200);
    const policy = page.headers.get('content-security-policy');
    assert.match(policy, /default-src 'none'; script-src 'self'; style-src 'self';/);
    assert.doesNotMatch(policy, /unsafe|\*/);
    assert.doesNotMatch(await page.text(), /<script>|style=|onclick/);
    const bridge = await fetch(new URL('/bridge.mjs', url));
    assert.equal(bridge.headers.get('content-type'), 'text/javascript; charset=utf-8');
  });

  it('gives no other files', async () => {
    const paths = ['/../page.mjs', '/..%2fpage.mjs', '/%2e%2e/page.mjs', '//', '/state', '/%', '/%00.mjs', '/view/'];
    for (const path of paths) {
      // Not fetch, which would tidy them.
      const [response] = await once(request({ host: url.hostname, port: url.port, path }).end(), 'response');
      response.resume();
      assert.equal(response.statusCode, 404, path);
    }
  });

  it('refuses whoever has no token', async () => {
    for (const headers of [{}, { authorization: 'Bearer ' }, { authorization: authorization.toLowerCase() }]) {
      assert.equal((await call({ method: 'add', argument: 'srv01' }, headers)).status, 401);
      assert.equal((await fetch(new URL('/changes', url), { headers })).status, 401);
    }
  });

  it('refuses another name for this machine', async () => {
    const asked = request(url, { headers: { host: `rebound.example:${url.port}`, authorization } }).end();
    const [response] = await once(asked, 'response');
    response.resume();
    assert.equal(response.statusCode, 421);
  });

  it('answers requests of a wrong form', async () => {
    assert.deepEqual(await (await call({ method: 'stop', argument: 'x' })).json(), {
      ok: false,
      code: 'ERR_BRIDGE',
      message: 'The request does not exist.',
    });
    assert.equal((await (await call({ method: 'add', argument: {} })).json()).ok, false);
    const wrong = await (await call({ method: 'add', argument: 'a b' })).json();
    assert.equal(wrong.code, 'ERR_RDP_INVALID_TARGET');
    const headers = { authorization };
    assert.equal((await fetch(new URL('/call', url), { method: 'POST', headers, body: '{' })).status, 400);
    assert.equal((await fetch(new URL('/call', url), { method: 'POST', headers, body: 'x'.repeat(5000) })).status, 413);
  });

  it('tells changes, and keeps the list', async () => {
    const changes = await fetch(new URL('/changes', url), { headers: { authorization } });
    let text = '';
    const told = (async () => {
      for await (const piece of changes.body.pipeThrough(new TextDecoderStream())) {
        text += piece;
        if (text.includes('"removed"')) return text.trim().split('\n').map((line) => JSON.parse(line));
      }
      throw new Error('the stream has ended');
    })();
    assert.deepEqual(await (await call({ method: 'add', argument: 'rdp://127.0.0.2:1' })).json(), {
      ok: true,
      id: '127.0.0.2:1',
    });
    assert.deepEqual(JSON.parse(await readFile(web.file, 'utf8')).targets, ['127.0.0.1:1', 'rdp://127.0.0.2:1']);
    await call({ method: 'remove', argument: '127.0.0.1:1' });
    const [first, ...others] = await told;
    assert.deepEqual(first.hosts.map(({ id }) => id), ['127.0.0.1:1']);
    assert.ok(others.some(({ kind, host }) => kind === 'host' && host.id === '127.0.0.2:1'));
    assert.deepEqual(others.at(-1), { kind: 'removed', id: '127.0.0.1:1' });
    assert.deepEqual(JSON.parse(await readFile(web.file, 'utf8')).targets, ['rdp://127.0.0.2:1']);
  });
});
