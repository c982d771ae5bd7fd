// What this process may not have.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('..', import.meta.url));
// The limit on processes does not hold for root: another user, who may still read the checkout.
const ANOTHER_USER = ['setpriv', '--reuid=54311', '--regid=54311', '--clear-groups', '--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
const PROGRAM = `
  import { check } from 'rdp-health';
  try {
    console.log((await check('127.0.0.1:9')).primary);
  } catch (error) {
    console.log(error.message);
  }
`;
const skip = process.platform !== 'linux' && 'prlimit is a program of Linux';

describe('with few threads', { skip }, () => {
  it('a check says so, or works', () => {
    const user = process.geteuid() === 0 ? ANOTHER_USER : [];
    const said = new Set();
    // Below ten or so Node itself does not start; above twenty it has enough.
    for (let threads = 10; threads <= 22; threads += 2) {
      const [program, ...args] = [...user, 'prlimit', `--nproc=${threads}`, process.execPath, '--input-type=module', '--eval', PROGRAM];
      const { stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8', timeout: 30_000 });
      assert.ok(!stderr.includes('panicked'), stderr);
      if (stdout !== '') said.add(stdout.includes('no more threads') ? 'no more threads' : stdout.trim());
    }
    assert.deepEqual([...said].sort(), ['no more threads', 'tcp-refused']);
  });
});
