// What a host says of itself: its files alone, and beside a check.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';

import { audit, auditScript, check, join, redact, render } from 'rdp-health';
import { play } from '../testing/lab.mjs';

const EXPORT = String.raw`Windows Registry Editor Version 5.00

[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Terminal Server]
"fDenyTSConnections"=dword:00000001

[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations\RDP-Tcp]
"PortNumber"=dword:00000d3e
`;

describe('the host from inside', () => {
  let folder;
  let file;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'rdp-health-'));
    file = path.join(folder, 'terminal-server.reg');
    await writeFile(file, `\ufeff${EXPORT}`, 'utf16le');
    await writeFile(path.join(folder, 'notes.txt'), 'nothing');
  });
  after(() => rm(folder, { recursive: true }));

  it('is judged from its files', async () => {
    for (const paths of [file, [file], pathToFileURL(file)]) {
      const found = await audit(paths, { judgeAt: '2026-01-02T03:04:05Z' });
      assert.equal(found.primary, 'host-rdp-disabled');
      assert.equal(found.verdict, 'failing');
      assert.equal(found.target.port, 3390);
      assert.equal(found.judged_at, '2026-01-02T03:04:05.000Z');
    }
    const shared = redact(await audit(file));
    assert.deepEqual([shared.primary, shared.redacted, shared.observations.inside.sources], ['host-rdp-disabled', true, []]);
    const { inside } = (await audit(folder)).observations;
    assert.deepEqual([inside.sources.length, inside.left_out], [1, 1]);
  });

  it('is joined with a check', async (test) => {
    const { hosts, close } = await play('healthy-ipv4-address-self-signed');
    test.after(close);
    const { target, options } = hosts['healthy-ipv4-address-self-signed'];
    const alone = await check(target, options);
    assert.equal(alone.observations.inside ?? null, null);
    for (const report of [await check(target, { ...options, inside: file }), await join(alone, [file])]) {
      assert.equal(report.observations.inside.sources.length, 1);
      // It answers, so the files cannot be right about it.
      const told = ['host-settings-not-applied', 'dns-points-elsewhere'];
      assert.ok(report.findings.some(({ id }) => told.includes(id)), JSON.stringify(report.findings));
    }
  });

  it('refuses misuse before anything is asked', async () => {
    await assert.rejects(audit(path.join(folder, 'no-such-file')), { code: 'ERR_RDP_INVALID_TARGET', message: /no-such-file/ });
    await assert.rejects(audit([file, path.join(folder, 'notes.txt')]), /notes\.txt: it is not a registry hive/);
    await assert.rejects(audit([]), { code: 'ERR_RDP_INVALID_TARGET' });
    await assert.rejects(audit(file, { depth: 'quick' }), { code: 'ERR_RDP_INVALID_OPTION' });
    await assert.rejects(check('127.0.0.1:9', { inside: path.join(folder, 'notes.txt') }), {
      code: 'ERR_RDP_INVALID_OPTION',
      message: /^options\.inside: /,
    });
    await assert.rejects(audit(file, { signal: AbortSignal.abort() }), { name: 'AbortError' });
  });

  it('reads this computer only where it runs Windows', { skip: process.platform === 'win32' }, async () => {
    await assert.rejects(audit(), {
      code: 'ERR_RDP_INVALID_TARGET',
      message: /does not run Windows.*; on the host run the script of rdp-health audit --script/,
    });
    for (const days of [0, 3651, -1, 1.5, '7']) {
      await assert.rejects(audit(undefined, { days }), { code: 'ERR_RDP_INVALID_OPTION', message: /^options\.days/ });
    }
    await assert.rejects(audit(file, { days: 3 }), { code: 'ERR_RDP_INVALID_OPTION', message: /^options\.days/ });
  });

  it('is written in another form', async () => {
    const found = await audit(file, { judgeAt: '2026-01-02T03:04:05Z' });
    assert.match(render(found, 'text', { width: 80 }), /^FAILING {2}/);
    assert.deepEqual(JSON.parse(render(found, 'json')), found);
    assert.throws(() => render(found, 'html'), {
      code: 'ERR_RDP_INVALID_OPTION',
      message: "format: an audit has no 'html'; write 'text' or 'json'",
    });
  });

  it('has a script that collects', () => assert.ok(auditScript().includes('rdp-health/collection/1')));
});
