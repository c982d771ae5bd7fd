// node scripts/pack.mjs FOLDER: the tarballs to publish, as they are published: one for each platform that has been
// built here, and the one that people install, which names them all as optional dependencies.

import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const home = fileURLToPath(new URL('..', import.meta.url));
const root = path.join(home, '../..');
const [destination] = process.argv.slice(2);
if (destination === undefined) {
  console.error('usage: node scripts/pack.mjs FOLDER');
  process.exit(2);
}
const out = path.resolve(destination);
const staging = path.join(home, 'target/packages');

rmSync(staging, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const cli = createRequire(import.meta.url).resolve('@napi-rs/cli/package.json');
const napi = path.join(path.dirname(cli), 'dist/cli.js');
// Its --npm-dir is relative to the package.
execFileSync(process.execPath, [napi, 'create-npm-dirs', '--npm-dir', 'target/packages'], { cwd: home });

const manifest = JSON.parse(readFileSync(path.join(home, 'package.json'), 'utf8'));
const platforms = readdirSync(staging).sort();
for (const platform of platforms) {
  const addon = `rdp-health.${platform}.node`;
  if (!existsSync(path.join(home, addon))) continue;
  copyFileSync(path.join(home, addon), path.join(staging, platform, addon));
  pack(path.join(staging, platform));
}

const main = path.join(staging, 'main');
mkdirSync(main);
cpSync(path.join(home, 'lib'), path.join(main, 'lib'), { recursive: true });
copyFileSync(path.join(home, 'README.md'), path.join(main, 'README.md'));
const { devDependencies: _, scripts: __, napi: ___, overrides: ____, ...published } = manifest;
published.optionalDependencies = Object.fromEntries(
  platforms.map((platform) => [`${manifest.name}-${platform}`, manifest.version]),
);
writeFileSync(path.join(main, 'package.json'), JSON.stringify(published));
pack(main);

function pack(folder) {
  const file = path.join(folder, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  manifest.files.push('LICENSE-*');
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
  for (const licence of ['LICENSE-MIT', 'LICENSE-APACHE']) {
    copyFileSync(path.join(root, licence), path.join(folder, licence));
  }
  const windows = process.platform === 'win32';
  const printed = execFileSync(windows ? 'npm.cmd' : 'npm', ['pack', '--json', '--pack-destination', out], {
    cwd: folder,
    shell: windows,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [{ filename, size }] = JSON.parse(printed.toString());
  console.log(`${path.join(out, filename)}: ${(size / 1024).toFixed(0)} KiB`);
}
