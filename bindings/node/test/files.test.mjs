import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { check, lint } from 'rdp-health';
import { play } from '../testing/lab.mjs';

const OFFICE = [
  'full address:s:srv01',
  'authentication level:i:0',
  'password 51:b:',
  'username:s:S3cr3t!Pass',
  'redirectclipboard:i:0',
  'drivestoredirect:s:*',
  '',
].join('\r\n');
const office = (content) => ({ name: 'office.rdp', content });

describe('lint', () => {
  it('names the line and what to write', () => {
    const found = lint(office(Buffer.from(`\ufeff${OFFICE}`, 'utf16le')));
    assert.equal(found.kind, 'rdp');
    const remark = (key) => found.remarks.find((one) => one.key === key);
    assert.equal(remark('password 51').level, 'error');
    assert.equal(remark('authentication level').line, 2);
    assert.equal(remark('authentication level').remedy, 'write authentication level:i:2');
    assert.ok(!JSON.stringify(found).includes('S3cr3t'));
  });

  it('says what mstsc shows of a file that nobody signed', () => {
    const { signature, dialogs } = lint(office(OFFICE));
    assert.equal(signature, undefined);
    assert.equal(dialogs.dialog, 'unknown_publisher');
    assert.ok(dialogs.off_since_april_2026.includes('drives'));
    assert.ok(!dialogs.off_since_april_2026.includes('clipboard'));
  });

  it('says whether a signature is there', () => {
    const signed = `${OFFICE}signscope:s:Full Address\r\nsignature:s:AQABAAEAAAAAAAAA\r\n`;
    const { signature } = lint(office(signed), { caFile: '/nowhere/ca.pem' });
    assert.equal(signature.state, 'damaged');
    assert.deepEqual(signature.uncovered, [2, 5, 6]);
  });

  it('stands beside the report of its host', async (test) => {
    const { hosts, close } = await play('healthy-ipv4-address-self-signed');
    test.after(close);
    const { target, options } = hosts['healthy-ipv4-address-self-signed'];
    const report = await check(target, options);
    const found = lint(office(`full address:s:${target}\r\n`), { report });
    const says = (part) => found.remarks.some((remark) => remark.text.includes(part));
    assert.ok(says('clients can connect: '));
    assert.ok(says('the certificate of 127.0.0.1 has this address as a name only'));
  });

  it('refuses misuse', () => {
    assert.throws(() => lint('office.rdp'), { code: 'ERR_RDP_INVALID_TARGET' });
    assert.throws(() => lint(office(OFFICE), { ca: 'x' }), { code: 'ERR_RDP_INVALID_OPTION' });
    assert.throws(() => lint(office(OFFICE), { report: {} }), { code: 'ERR_RDP_INVALID_REPORT' });
    assert.throws(() => lint(office(Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0]))), /picture/);
  });
});
