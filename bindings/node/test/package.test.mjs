// What npm would deliver: the packed tarballs, installed into an empty folder, run the quick start.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const home = fileURLToPath(new URL('..', import.meta.url));
const examples = fileURLToPath(new URL('../../../examples/node/', import.meta.url));
const shell = process.platform === 'win32';

describe('the packed tarballs', () => {
  let folder;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'rdp-health-'));
    await run(process.execPath, ['scripts/pack.mjs', folder], { cwd: home });
    const tarballs = (await readdir(folder)).filter((name) => name.endsWith('.tgz')).map((name) => `./${name}`);
    assert.equal(tarballs.length, 2, tarballs.join());
    await writeFile(path.join(folder, 'package.json'), '{}');
    // Offline: the other platforms' packages are optional, and installing must not need them.
    await run('npm', ['install', '--offline', '--no-audit', '--no-fund', ...tarballs], { cwd: folder, shell });
  });
  after(() => rm(folder, { recursive: true }));

  for (const program of ['quick-start.mjs', 'quick-start.cjs']) {
    it(`run ${program}`, async () => {
      await copyFile(path.join(examples, program), path.join(folder, program));
      const lines = (await readFile(path.join(folder, program), 'utf8')).trim().split('\n');
      assert.ok(lines.length <= 15, `${lines.length} lines`);
      const { stdout } = await run(process.execPath, [program, '127.0.0.1:1'], { cwd: folder });
      assert.match(stdout, /^failing: 127\.0\.0\.1 /);
      assert.match(stdout, /^- .+/m);
    });
  }

  it('bring the command', async () => {
    const { stdout } = await run('npx', ['--offline', 'rdp-health', 'explain', '0x904'], { cwd: folder, shell });
    assert.match(stdout, /0x904/);
  });

  it('have no scripts that run on installation, and nothing that is not needed', async () => {
    const manifest = JSON.parse(await readFile(path.join(folder, 'node_modules/rdp-health/package.json'), 'utf8'));
    assert.equal(manifest.scripts, undefined);
    assert.equal(manifest.dependencies, undefined);
    assert.equal(Object.keys(manifest.optionalDependencies).length, 8);
    const files = (await readdir(path.join(folder, 'node_modules/rdp-health'))).sort();
    assert.deepEqual(files, ['LICENSE-APACHE', 'LICENSE-MIT', 'README.md', 'lib', 'package.json']);
  });
});
