// 2 000 checks leave nothing behind. The benchmark measures; its figures are printed with the result.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const bench = fileURLToPath(new URL('../scripts/bench.mjs', import.meta.url));

it('memory does not grow over 2 000 checks', async (test) => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', bench]);
  stdout.trim().split('\n').forEach((line) => test.diagnostic(line));
  for (const [kind, most] of [['resident memory', 16], ['JavaScript heap', 2]]) {
    const [, before, after] = stdout.match(`${kind}: ([\\d.]+) MiB before, ([\\d.]+) MiB after`).map(Number);
    // One report that stays for every check would be some 30 MiB.
    assert.ok(after - before < most, `${kind}: ${before} MiB, then ${after} MiB`);
  }
});
