// The package in a process of its own: it exits by itself, in worker threads and in several contexts at once.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';

const require = createRequire(import.meta.url);
const run = promisify(execFile);
const folder = new URL('..', import.meta.url);

const node = (program, type = 'module') =>
  run(process.execPath, [`--input-type=${type}`, '--eval', program], { cwd: folder, timeout: 60_000 });

describe('a process', () => {
  it('that has nothing to do exits by itself', async () => {
    await node(`import 'rdp-health'`);
    const { stdout } = await node(
      `import { check } from 'rdp-health'; console.log((await check('127.0.0.1:1', { depth: 'quick' })).primary)`,
    );
    assert.equal(stdout, 'tcp-refused\n');
  });

  it('that has lost interest in a scan exits by itself', async () => {
    const { stdout } = await node(`
      import net from 'node:net';
      import { scan } from 'rdp-health';
      const server = net.createServer().listen(0, '127.0.0.1', async () => {
        server.unref();
        const reports = scan(['127.0.0.1:1', '127.0.0.1:' + server.address().port]);
        console.log((await reports.next()).value.primary);
      });
      server.on('connection', (socket) => socket.unref());
    `);
    assert.equal(stdout, 'tcp-refused\n');
  });

  it('waits for the check that it waits for', async () => {
    const { stdout } = await node(
      `require('rdp-health').check('127.0.0.1:1').then((report) => console.log(report.verdict))`,
      'commonjs',
    );
    assert.equal(stdout, 'failing\n');
  });

  it('sees the same functions from both module systems', async () => {
    const esm = await import('rdp-health');
    const { default: _, ...names } = esm;
    assert.deepEqual({ ...names }, { ...require('rdp-health') });
  });
});

const WORKER = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { check, RdpHealthError } = require('rdp-health');
  check(workerData, { depth: 'quick', pacingMs: 0 }).then((report) => parentPort.postMessage(report));
`;

const SCANNING_WORKER = `
  const { parentPort } = require('node:worker_threads');
  const { scan } = require('rdp-health');
  const hosts = Array.from({ length: 200 }, (_, port) => '127.0.0.1:' + (port + 1));
  (async () => { for await (const report of scan(hosts)) parentPort.postMessage(report.verdict); })();
`;

describe('several contexts', () => {
  it('of one thread have a package of their own each', async () => {
    const first = require('rdp-health');
    for (const file of Object.keys(require.cache)) delete require.cache[file];
    const second = require('rdp-health');
    assert.notEqual(second.check, first.check);
    const reports = await Promise.all([first, second].map(({ check }) => check('127.0.0.1:1', { depth: 'quick' })));
    assert.deepEqual(reports.map(({ primary }) => primary), ['tcp-refused', 'tcp-refused']);
  });
});

describe('worker threads', () => {
  it('check at the same time as the main thread', async () => {
    const { check } = require('rdp-health');
    const reports = await Promise.all([
      ...Array.from({ length: 4 }, async (_, index) => {
        const worker = new Worker(WORKER, { eval: true, workerData: `127.0.0.${index + 1}:1` });
        const exit = once(worker, 'exit');
        const [report] = await once(worker, 'message');
        assert.deepEqual(await exit, [0]);
        return report;
      }),
      check('127.0.0.5:1', { depth: 'quick' }),
    ]);
    assert.deepEqual(
      reports.map((report) => [report.target.host, report.primary]),
      [1, 2, 3, 4, 5].map((host) => [`127.0.0.${host}`, 'tcp-refused']),
    );
    // The last worker's end is not the end of the main thread's work.
    assert.equal((await check('127.0.0.1:1', { depth: 'quick' })).primary, 'tcp-refused');
  });

  it('can be terminated in the middle of a check', async () => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const worker = new Worker(WORKER, { eval: true, workerData: `127.0.0.1:${server.address().port}` });
    const [socket] = await once(server, 'connection');
    const closed = once(socket.resume(), 'close');
    await worker.terminate();
    const { check } = require('rdp-health');
    assert.equal((await check('127.0.0.1:1', { depth: 'quick' })).primary, 'tcp-refused');
    await closed;
    server.close();
  });

  // What was told at the moment of the end finds nothing of the worker any more.
  it('can be terminated while reports arrive', async () => {
    for (let turn = 0; turn < 20; turn += 1) {
      const worker = new Worker(SCANNING_WORKER, { eval: true });
      await once(worker, 'message');
      await worker.terminate();
    }
    const { check } = require('rdp-health');
    assert.equal((await check('127.0.0.1:1', { depth: 'quick' })).primary, 'tcp-refused');
  });

  it('load one after the other', async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      const worker = new Worker(WORKER, { eval: true, workerData: '127.0.0.1:1' });
      const exit = once(worker, 'exit');
      const [report] = await once(worker, 'message');
      assert.equal(report.verdict, 'failing');
      await exit;
    }
  });
});

describe('the command line', () => {
  const rdpHealth = (...args) =>
    run(process.execPath, ['lib/cli.cjs', ...args], { cwd: folder, timeout: 60_000 }).then(
      (done) => ({ code: 0, ...done }),
      (error) => error,
    );

  it('is that of the Rust program', async () => {
    const found = await rdpHealth('check', '127.0.0.1:1', '--format', 'json', '--depth', 'quick');
    assert.equal(found.code, 1);
    assert.equal(JSON.parse(found.stdout).primary, 'tcp-refused');
    assert.match((await rdpHealth('--help')).stdout, /Usage: rdp-health/);
  });

  it('says what is wrong with its arguments', async () => {
    const failed = await rdpHealth('check', 'a b');
    assert.equal(failed.code, 2);
    assert.match(failed.stderr, /^error: .*'a b' is not a host name/);
  });
});
