// However a worker or the process ends in the middle of a check: nothing crashes, and nothing else notices.
//
// `RDP_HEALTH_TURNS` says how often each end is tried (200 if unset).

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { play } from '../testing/lab.mjs';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('..', import.meta.url));
const turns = Number(process.env.RDP_HEALTH_TURNS ?? 200);

describe('worker threads may end', () => {
  let lab;
  let silent;
  let targets;

  before(async () => {
    lab = await play('healthy-ipv4-address-self-signed');
    silent = net.createServer((socket) => socket.on('error', () => {}).resume()).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const answering = lab.hosts['healthy-ipv4-address-self-signed'].target;
    // Peers that answer wake the tasks; the silent one keeps some asleep.
    targets = [answering, '127.0.0.1:1', answering, answering, `127.0.0.1:${silent.address().port}`];
  });

  after(async () => {
    silent.close();
    await lab.close();
  });

  const ends = async (turns, atOnce) => {
    const { stdout } = await run(process.execPath, ['testing/ends.mjs', 'all', turns, atOnce, ...targets], { cwd: folder });
    const { ended, primary } = JSON.parse(stdout);
    assert.equal(primary, 'tcp-refused');
    assert.deepEqual(Object.values(ended).map((how) => how.turns), [turns, turns, turns, turns, turns]);
    assert.equal(ended['first-message'].reported, turns);
    return ended;
  };

  it('in the middle of a check or a scan, with a report, by process.exit and by an error, eight at once', async (test) => {
    const ended = await ends(turns, 8);
    Object.entries(ended).forEach(([how, { reported }]) => test.diagnostic(`${how}: ${turns}, ${reported} with a report`));
  });

  it('one by one, when no other has loaded the package', () => ends(Math.ceil(turns / 20), 1));
});

describe('the process may end', () => {
  const system = process.platform === 'linux' ? false : 'only on Linux a library can be preloaded that counts';
  let made;

  before(() => {
    made = mkdtempSync(path.join(tmpdir(), 'rdp-health-'));
  });
  after(() => rmSync(made, { recursive: true }));

  const PROGRAM = `
    import { readdirSync } from 'node:fs';
    import { setTimeout } from 'node:timers/promises';
    import { scan } from 'rdp-health';
    process.on('exit', () => { process.env.DETACHED = 'counted'; });
    const names = Array.from({ length: 64 }, (_, index) => 'name-' + index + '.invalid');
    const reports = scan(['127.0.0.1:1', ...names], { concurrency: 65, dnsServer: '127.0.0.1:1', depth: 'quick' });
    console.log((await reports.next()).value.primary);
    // Until no further lookup begins.
    for (let threads = 0, now; threads !== (now = readdirSync('/proc/self/task').length); threads = now) {
      await setTimeout(50);
    }
  `;

  // By itself, as nobody waits for the reports, or in the middle of everything: half of the turns each.
  for (const [how, end] of [['by itself', ''], ['by process.exit', 'reports.next(); process.exit();']]) {
    it(`${how} with 64 name lookups under way, and no thread is detached`, { skip: system }, async (test) => {
      const counter = path.join(made, 'at_exit.so');
      await run('cc', ['-shared', '-fPIC', '-o', counter, 'testing/at_exit.c', '-ldl'], { cwd: folder });
      let begun = 0;
      let lookups = 0;
      const lane = async () => {
        while (begun < turns / 2) {
          begun += 1;
          const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '--eval', PROGRAM + end], {
            cwd: folder,
            env: { ...process.env, LD_PRELOAD: counter },
            timeout: 30_000,
          });
          assert.equal(stdout, 'tcp-refused\n');
          const [, started, detached] = stderr.match(/^(\d+) lookups, (\d+) detached\n$/);
          assert.equal(detached, '0');
          assert.notEqual(started, '0');
          lookups += Number(started);
        }
      };
      await Promise.all([lane(), lane()]);
      test.diagnostic(`${lookups / begun} lookups were under way on average`);
    });
  }
});
