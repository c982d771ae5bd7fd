import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

const require = createRequire(import.meta.url);
const { PLATFORMS, load, platformOf } = require('../lib/loader.cjs');

const missing = (request) => {
  const error = new Error(`Cannot find module '${request}'\nRequire stack:\n- …`);
  throw Object.assign(error, { code: 'MODULE_NOT_FOUND' });
};
const report = (header) => ({ getReport: () => ({ header }) });

describe('the platform', () => {
  it('is the one that this test runs on', () => {
    assert.ok(PLATFORMS.includes(platformOf(process)), platformOf(process));
  });

  it('tells glibc from musl', () => {
    const linux = { platform: 'linux', arch: 'x64' };
    const glibc = report({ glibcVersionRuntime: '2.36' });
    assert.equal(platformOf({ ...linux, report: glibc }), 'linux-x64-gnu');
    assert.equal('excludeNetwork' in glibc && glibc.excludeNetwork, undefined, 'as it was');
    assert.equal(platformOf({ ...linux, report: report({}) }), 'linux-x64-musl');
    assert.equal(platformOf(linux, (file) => file === '/lib/ld-musl-x86_64.so.1'), 'linux-x64-musl');
    assert.equal(platformOf(linux, () => false), 'linux-x64-gnu');
  });

  it('is named as npm packages are', () => {
    assert.equal(platformOf({ platform: 'win32', arch: 'arm64' }), 'win32-arm64-msvc');
    assert.equal(platformOf({ platform: 'darwin', arch: 'arm64' }), 'darwin-arm64');
  });

  it('list is that of package.json', () => {
    const { napi } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    const arch = { x86_64: 'x64', aarch64: 'arm64' };
    const system = { windows: 'win32', apple: 'darwin', unknown: 'linux', pc: 'win32' };
    const named = napi.targets.map((target) => {
      const [cpu, vendor, , abi] = target.split('-');
      return [system[vendor], arch[cpu], abi].filter(Boolean).join('-');
    });
    assert.deepEqual(named.sort(), [...PLATFORMS].sort());
  });
});

describe('loading', () => {
  it('takes the build of a checkout before an installed package', () => {
    assert.equal(load('linux-x64-gnu', (request) => request), '../rdp-health.linux-x64-gnu.node');
    const installed = (request) => (request.startsWith('..') ? missing(request) : request);
    assert.equal(load('linux-x64-musl', installed), 'rdp-health-linux-x64-musl');
  });

  it('says how to install what is missing', () => {
    assert.throws(() => load('win32-x64-msvc', missing), {
      name: 'RdpHealthError',
      code: 'ERR_RDP_ADDON_MISSING',
      message: /rdp-health-win32-x64-msvc is not installed.*without --omit=optional.*delete both/,
    });
  });

  it('says for which platforms there is something', () => {
    assert.throws(() => load('sunos-x64', missing), {
      code: 'ERR_RDP_PLATFORM',
      message: /sunos-x64; there are .*linux-x64-gnu/,
    });
  });

  it('says why what is there cannot be loaded, and keeps the reason', () => {
    const cause = new Error('GLIBC_2.99 not found');
    const broken = () => {
      throw cause;
    };
    assert.throws(() => load('linux-x64-gnu', broken), {
      code: 'ERR_RDP_ADDON_BROKEN',
      message: /GLIBC_2\.99 not found.*npm install again.*asarUnpack/,
      cause,
    });
  });
});
