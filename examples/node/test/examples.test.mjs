import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('..', import.meta.url));

/** Starts an example; its output comes line by line. */
function start(test, args, env = {}) {
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  test.after(() => child.kill('SIGKILL'));
  return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
}

it('watch prints what changes', async (test) => {
  const host = net.createServer((socket) => socket.end('SSH-2.0-test\r\n'));
  host.listen(0, '127.0.0.1');
  await once(host, 'listening');
  const { port } = host.address();
  const home = await mkdtemp(path.join(tmpdir(), 'rdp-health-'));
  test.after(() => rm(home, { recursive: true }));
  const hosts = path.join(home, 'hosts.txt');
  // As Windows PowerShell writes it.
  await writeFile(hosts, `\ufeff# ours\r\n127.0.0.1:${port}  # the first\r\n\r\n`, 'utf16le');

  const { child, lines } = start(test, ['watch.mjs', hosts, '0']);
  const changed = async () => [(await lines.next()).value, (await lines.next()).value];
  const [first, summary] = await changed();
  assert.match(first, new RegExp(`  127\\.0\\.0\\.1:${port}  failing rdp-not-spoken$`));
  assert.match(summary, /^ {4}.*SSH/);
  host.close();
  assert.match((await changed())[0], /failing tcp-refused$/);
  child.kill('SIGINT');
  assert.deepEqual(await once(child, 'exit'), [0, null]);
});

it('an example without its arguments says how it is called', () => {
  for (const script of ['watch.mjs', 'status.mjs']) {
    const { status, stderr } = spawnSync(process.execPath, [script], { cwd: folder, encoding: 'utf8' });
    assert.equal(status, 2, script);
    assert.match(stderr, new RegExp(`^usage: node ${script}`));
  }
});

it('status answers with the last verdicts', async (test) => {
  const { lines } = start(test, ['status.mjs', '127.0.0.1:1', '127.0.0.2:1'], { PORT: '0' });
  const url = (await lines.next()).value;
  let response;
  let status;
  do {
    response = await fetch(url);
    status = await response.json();
  } while (status.length < 2);
  assert.equal(response.status, 503);
  assert.deepEqual(status.map(({ host, primary }) => `${host} ${primary}`).sort(), [
    '127.0.0.1:1 tcp-refused',
    '127.0.0.2:1 tcp-refused',
  ]);
  assert.ok(status.every(({ age_s }) => age_s >= 0));
  assert.equal((await fetch(new URL('/', url))).status, 404);
});
