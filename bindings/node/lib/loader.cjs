'use strict';

// Finds the native half. It is next to this folder in a checkout and in a separate package once installed, one
// for each platform, of which npm installs the one that fits.

const { existsSync } = require('node:fs');

const { RdpHealthError } = require('./errors.cjs');

const PLATFORMS = [
  'darwin-arm64',
  'darwin-x64',
  'linux-arm64-gnu',
  'linux-arm64-musl',
  'linux-x64-gnu',
  'linux-x64-musl',
  'win32-arm64-msvc',
  'win32-x64-msvc',
];

/** Node's report names the glibc that it runs on; the dynamic linker's name is asked where there are no reports. */
function isMusl(process, exists) {
  const report = process.report;
  if (typeof report?.getReport === 'function') {
    // Otherwise it waits for the names of the peers of all open sockets.
    const exclude = report.excludeNetwork;
    report.excludeNetwork = true;
    const header = report.getReport().header;
    report.excludeNetwork = exclude;
    return header.glibcVersionRuntime === undefined;
  }
  return ['x86_64', 'aarch64'].some((arch) => exists(`/lib/ld-musl-${arch}.so.1`));
}

/** The platform as the packages are named after it. */
function platformOf(process, exists = existsSync) {
  const { platform, arch } = process;
  if (platform === 'linux') return `linux-${arch}-${isMusl(process, exists) ? 'musl' : 'gnu'}`;
  return platform === 'win32' ? `win32-${arch}-msvc` : `${platform}-${arch}`;
}

function isMissing(error, request) {
  return error.code === 'MODULE_NOT_FOUND' && error.message.includes(`'${request}'`);
}

/** Loads what `requireModule` finds for the platform; an error says what to do about it. */
function load(platform, requireModule) {
  const name = `rdp-health-${platform}`;
  for (const request of [`../rdp-health.${platform}.node`, name]) {
    try {
      return requireModule(request);
    } catch (error) {
      if (isMissing(error, request)) continue;
      throw new RdpHealthError(
        'ERR_RDP_ADDON_BROKEN',
        `The native half of rdp-health (${request}) was found and cannot be loaded: ${error.message}. ` +
          'Delete node_modules and run npm install again on this computer; in an Electron package, list ' +
          '"**/node_modules/rdp-health-*/**" under asarUnpack.',
        { cause: error },
      );
    }
  }
  if (!PLATFORMS.includes(platform)) {
    throw new RdpHealthError(
      'ERR_RDP_PLATFORM',
      `rdp-health has no build for ${platform}; there are ${PLATFORMS.join(', ')}. ` +
        'Run the rdp-health command line, built with cargo, and read its --format json.',
    );
  }
  throw new RdpHealthError(
    'ERR_RDP_ADDON_MISSING',
    `The package ${name} is not installed. It is an optional dependency of rdp-health: run npm install without ` +
      '--omit=optional, and where package-lock.json or node_modules came from another system, delete both first. ' +
      `In a checkout, run npm run build. To package for another system, npm install --force ${name}.`,
  );
}

module.exports = { PLATFORMS, load, platformOf };
