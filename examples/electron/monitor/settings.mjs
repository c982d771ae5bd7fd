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
  return { ...DEFAULTS, ...JSON.parse(text) };
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
