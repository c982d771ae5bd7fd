// @ts-check
// The settings file: read at the start, written when the list of hosts changes.

import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** @type {import('../contract.js').Settings} */
const DEFAULTS = { targets: [], every_s: 60, at_once: 8, options: {} };

/**
 * @param {string} file
 * @returns {Promise<import('../contract.js').Settings>}
 */
export async function read(file) {
  /** @type {string} */
  let text;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return DEFAULTS;
    throw error;
  }
  /** @type {import('../contract.js').Settings} */
  const settings = { ...DEFAULTS, ...JSON.parse(text) };
  if (!(settings.every_s >= 1)) throw new Error(`${file}: every_s is no number of seconds; write 1 or more`);
  if (!(settings.at_once >= 1)) throw new Error(`${file}: at_once is no number of hosts; write 1 or more`);
  return settings;
}

/**
 * @param {string} file
 * @param {import('../contract.js').Settings} settings
 */
export async function write(file, settings) {
  await mkdir(path.dirname(file), { recursive: true });
  // A file that is written in place is lost when the machine stops in the middle.
  await writeFile(`${file}.new`, `${JSON.stringify(settings, null, 2)}\n`);
  await rename(`${file}.new`, file);
}
