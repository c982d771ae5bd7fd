// @ts-check
// The bridge's far end, whatever carries it: a monitor, its settings file, and answers to requests.

import { RdpHealthError } from 'rdp-health';

import { Monitor } from './monitor.mjs';
import { read, write } from './settings.mjs';

/** @typedef {import('../contract.js').Answer} Answer */
/** @typedef {import('../contract.js').Change} Change */
/** @typedef {import('../contract.js').Method} Method */

/** @type {readonly Method[]} */
const METHODS = ['add', 'remove', 'check'];

/**
 * @param {string} file the settings
 * @param {(change: Change) => void} tell
 */
export async function start(file, tell) {
  const settings = await read(file);
  const monitor = new Monitor(settings, tell);
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
      return { ok: false, code: 'ERR_BRIDGE', message: 'There is no such request.' };
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

  return { list, answer, stop: () => monitor.stop() };
}
