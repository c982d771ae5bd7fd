// @ts-check
// The bridge's far end, whatever carries it: a monitor, its settings file, and answers to requests.

import { RdpHealthError, parseTarget } from 'rdp-health';

import { Monitor } from './monitor.mjs';
import { SettingsError, read, write } from './settings.mjs';

/** @typedef {import('../contract.js').Answer} Answer */
/** @typedef {import('../contract.js').Change} Change */
/** @typedef {import('../contract.js').Method} Method */

/** @type {readonly Method[]} */
const METHODS = ['add', 'remove', 'check'];

/**
 * @param {string} file the settings; a {@link SettingsError} says what is wrong with them
 * @param {(change: Change) => void} tell
 */
export async function start(file, tell) {
  const { settings, isNew } = await read(file);
  const monitor = newMonitor(file, settings, tell);
  let written = Promise.resolve();

  /** The whole list, as a change. */
  const list = () => /** @type {const} */ ({ kind: 'hosts', hosts: monitor.hosts() });

  /**
   * Requests come from a page, so their form is checked.
   *
   * @param {unknown} method
   * @param {unknown} argument
   * @returns {Promise<Answer>}
   */
  async function answer(method, argument) {
    const known = METHODS.find((name) => name === method);
    if (known === undefined || typeof argument !== 'string') {
      return { ok: false, code: 'ERR_BRIDGE', message: 'The request does not exist.' };
    }
    try {
      const id = monitor[known](argument);
      if (known !== 'check') {
        const targets = monitor.hosts().map((host) => host.target);
        written = written.then(() => write(file, { ...settings, targets }));
        await written;
      }
      return { ok: true, id };
    } catch (error) {
      if (error instanceof RdpHealthError) return { ok: false, code: error.code, message: error.message };
      return { ok: false, code: 'ERR_BRIDGE', message: error instanceof Error ? error.message : String(error) };
    }
  }

  return { list, answer, isNew, stop: () => monitor.stop() };
}

/**
 * @param {string} file
 * @param {import('../contract.js').Settings} settings
 * @param {(change: Change) => void} tell
 */
function newMonitor(file, settings, tell) {
  // Before the first check begins, which nothing would end.
  try {
    for (const target of settings.targets) parseTarget(target);
  } catch (error) {
    if (error instanceof RdpHealthError) throw new SettingsError(`${file}: ${error.message}`);
    throw error;
  }
  return new Monitor(settings, tell);
}
