// @ts-check
// The settings file: read at the start, written when the list of hosts changes.

import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** @typedef {import('../contract.js').Settings} Settings */

/** @type {Settings} */
const DEFAULTS = { targets: [], every_s: 60, at_once: 8, options: {} };

/** Something in the settings file has to be fixed: the message says what, in one line. */
export class SettingsError extends Error {
  name = 'SettingsError';
}

/**
 * What each setting has to be. The options themselves are judged by the check.
 *
 * @type {Record<keyof Settings, { is: (value: any) => boolean, write: string }>}
 */
const RULES = {
  targets: {
    is: (value) => Array.isArray(value) && value.every((target) => typeof target === 'string'),
    write: 'write a list of hosts, such as ["srv01", "srv02:3390"]',
  },
  every_s: { is: (value) => Number.isFinite(value) && value >= 1, write: 'write a number of seconds, 1 or more' },
  at_once: { is: (value) => Number.isInteger(value) && value >= 1, write: 'write a number of hosts, 1 or more' },
  options: { is: isObject, write: 'write an object, such as {"depth": "quick"}' },
};

/** @param {unknown} value */
function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The settings, and whether the file is yet to be written.
 *
 * @param {string} file
 * @returns {Promise<{ settings: Settings, isNew: boolean }>}
 */
export async function read(file) {
  /** @type {Buffer} */
  let bytes;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (code === 'ENOENT') return { settings: DEFAULTS, isNew: true };
    throw new SettingsError(`${file} cannot be read (${code}); name a file with settings in JSON`);
  }
  return { settings: judge(file, parse(file, bytes)), isNew: false };
}

/**
 * @param {string} file
 * @param {Buffer} bytes
 */
function parse(file, bytes) {
  try {
    // Editors on Windows put a byte order mark before UTF-8; the decoder drops it.
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    const why = error instanceof SyntaxError ? error.message : 'its text is not UTF-8';
    throw new SettingsError(`${file} is not JSON: ${why}`);
  }
}

/**
 * @param {string} file
 * @param {any} given
 * @returns {Settings}
 */
function judge(file, given) {
  if (!isObject(given)) throw new SettingsError(`${file} does not hold a JSON object; write { "targets": [] }`);
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(RULES, name)) {
      throw new SettingsError(`${file}: no setting is called "${name}"; write one of ${Object.keys(RULES).join(', ')}`);
    }
    const { is, write } = RULES[/** @type {keyof Settings} */ (name)];
    if (!is(value)) throw new SettingsError(`${file}: "${name}" cannot be ${JSON.stringify(value)}; ${write}`);
  }
  return { ...DEFAULTS, ...given };
}

/**
 * @param {string} file
 * @param {Settings} settings
 */
export async function write(file, settings) {
  await mkdir(path.dirname(file), { recursive: true });
  // A file that is written in place is lost when the machine stops in the middle.
  await writeFile(`${file}.new`, `${JSON.stringify(settings, null, 2)}\n`);
  await rename(`${file}.new`, file);
}
