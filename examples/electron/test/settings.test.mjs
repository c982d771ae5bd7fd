// What is wrong with a settings file is said in one line.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { read } from '../monitor/settings.mjs';

const home = fileURLToPath(new URL('..', import.meta.url));

describe('the settings file', () => {
  let folder;
  let file;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'rdp-health-'));
    file = path.join(folder, 'dashboard.json');
  });
  after(() => rm(folder, { recursive: true }));

  it('may be missing, and says so', async () => {
    const { settings, isNew } = await read(path.join(folder, 'none.json'));
    assert.deepEqual([settings.targets, isNew], [[], true]);
  });

  it('may begin with a byte order mark', async () => {
    await writeFile(file, '\ufeff{ "targets": ["srv01"] }');
    const { settings, isNew } = await read(file);
    assert.deepEqual([settings.targets, settings.every_s, isNew], [['srv01'], 60, false]);
  });

  const wrong = {
    '{ "targets": [': /is not JSON: /,
    '\ufffd{': /is not JSON: /,
    '[]': /does not hold a JSON object; write/,
    '{ "evry_s": 5 }': /no setting is called "evry_s"; write one of targets, every_s, at_once, options/,
    '{ "constructor": 5 }': /no setting is called "constructor"/,
    '{ "targets": "srv01" }': /"targets" cannot be "srv01"; write a list/,
    '{ "every_s": 0.5 }': /"every_s" cannot be 0.5; write a number/,
    '{ "at_once": 1.5 }': /"at_once" cannot be 1.5; write/,
    '{ "options": null }': /"options" cannot be null; write/,
  };
  for (const [text, message] of Object.entries(wrong)) {
    it(`cannot be ${text}`, async () => {
      await writeFile(file, text);
      await assert.rejects(read(file), { name: 'SettingsError', message });
    });
  }

  it('is no reason for a stack trace', async () => {
    for (const text of ['{ "targets": [', '{ "targets": ["a b"] }']) {
      await writeFile(file, text);
      const { status, stderr } = spawnSync(process.execPath, ['web/server.mjs', file], { cwd: home, encoding: 'utf8' });
      assert.equal(status, 2, stderr);
      assert.match(stderr, /^error: .*dashboard\.json.*\n$/);
    }
  });
});
