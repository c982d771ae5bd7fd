// The main process, the preload script and the utility process, with a stand-in for Electron itself.

import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { register } from 'node:module';
import { after, before, describe, it } from 'node:test';

const stub = new URL('electron.mjs', import.meta.url).href;
register(
  `data:text/javascript,${encodeURIComponent(`export const resolve = (name, context, next) =>
    name === 'electron' ? { url: '${stub}', shortCircuit: true } : next(name, context);`)}`,
);

const ours = { parent: null, origin: 'app://dashboard' };

describe('the main process', () => {
  let electron;
  let seen;
  before(async () => {
    electron = await import(stub);
    ({ seen } = electron);
    await import('../main/main.mjs');
    const list = change(({ kind }) => kind === 'hosts');
    electron.app.emit('ready');
    assert.deepEqual((await list).hosts, []);
  });
  after(async () => {
    seen.windows.length = 0;
    const exited = once(seen.children.at(-1), 'exit');
    electron.app.emit('window-all-closed');
    await exited;
    rmSync(electron.app.getPath(), { recursive: true });
  });

  /** The next change for the page of which this is true. */
  const change = (wanted) => {
    return new Promise((resolve) => {
      const hear = (told) => {
        if (!wanted(told)) return;
        seen.toPage.off('change', hear);
        resolve(told);
      };
      seen.toPage.on('change', hear);
    });
  };
  const call = (method, argument, senderFrame = ours) => seen.handlers.call({ senderFrame }, method, argument);

  it('opens one window, shut in', () => {
    assert.equal(seen.sandbox, true);
    const [{ url, options }] = seen.windows;
    assert.equal(url, 'app://dashboard/');
    const { contextIsolation, sandbox, nodeIntegration, preload } = options.webPreferences;
    assert.deepEqual([contextIsolation, sandbox, nodeIntegration], [true, true, false]);
    assert.match(preload, /preload\.cjs$/);
    seen.permission(null, 'media', (granted) => assert.equal(granted, false));
  });

  it('gives the page its files and no others', async () => {
    const page = await seen.schemes.app({ url: 'app://dashboard/' });
    assert.match(await page.text(), /<title>/);
    assert.match(page.headers.get('content-security-policy'), /default-src 'none'/);
    for (const url of ['app://other/', 'app://dashboard/bridge.mjs', 'app://dashboard/..%2fpage.mjs']) {
      assert.equal((await seen.schemes.app({ url })).status, 404, url);
    }
  });

  it('passes requests on, and tells the page what comes of them', async () => {
    const found = change(({ kind, host }) => kind === 'host' && host.report !== null);
    assert.deepEqual(await call('add', '127.0.0.1:1'), { ok: true, id: '127.0.0.1:1' });
    assert.equal((await found).host.report.primary, 'tcp-refused');
    assert.equal((await call('add', 'a b')).code, 'ERR_RDP_INVALID_TARGET');
  });

  it('answers its own page only', async () => {
    const others = [null, { parent: null, origin: 'https://example.com' }, { parent: {}, origin: ours.origin }];
    for (const frame of others) assert.equal((await call('add', 'srv01', frame)).ok, false);
  });

  it('starts the process that checks again when it ends, and says so', async () => {
    const lost = change(({ kind }) => kind === 'lost');
    const list = change(({ kind }) => kind === 'hosts');
    seen.children.at(-1).kill('SIGKILL');
    await lost;
    assert.deepEqual((await list).hosts.map(({ id }) => id), ['127.0.0.1:1']);
  });
});

it('the preload script gives the page the contract and nothing else', async () => {
  const ipcRenderer = new EventEmitter();
  const sent = [];
  Object.assign(ipcRenderer, {
    send: (...message) => sent.push(message),
    invoke: async (...message) => message,
  });
  const exposed = {};
  const contextBridge = { exposeInMainWorld: (name, value) => Object.assign(exposed, { [name]: value }) };
  const source = readFileSync(new URL('../main/preload.cjs', import.meta.url), 'utf8');
  new Function('require', source)((name) => (name === 'electron' ? { contextBridge, ipcRenderer } : assert.fail(name)));

  assert.deepEqual(Object.keys(exposed), ['rdpHealth']);
  const bridge = exposed.rdpHealth;
  assert.deepEqual(Object.keys(bridge).sort(), ['add', 'check', 'remove', 'subscribe']);
  assert.deepEqual(await bridge.add('srv01'), ['call', 'add', 'srv01']);
  const heard = [];
  const end = bridge.subscribe((change) => heard.push(change));
  assert.deepEqual(sent, [['subscribe']]);
  ipcRenderer.emit('change', { sender: 'not for the page' }, { kind: 'lost' });
  end();
  ipcRenderer.emit('change', {}, { kind: 'lost' });
  assert.deepEqual(heard, [{ kind: 'lost' }]);
});
