// @ts-check
// Checks a list of hosts again and again, and tells what changes. Knows nothing of windows, pages or Electron.

import { RdpHealthError, check, parseTarget } from 'rdp-health';

/** @typedef {import('../contract.js').HostState} HostState */
/** @typedef {import('../contract.js').Change} Change */

/** A host with what its checks need. */
class Entry {
  /** @type {AbortController | null} */
  running = null;
  /** @type {NodeJS.Timeout | undefined} */
  timer;

  /** @param {HostState} host */
  constructor(host) {
    this.host = host;
  }
}

export class Monitor {
  /** @type {Map<string, Entry>} */
  #entries = new Map();
  /** @type {Entry[]} */
  #waiting = [];
  #running = 0;
  #settings;
  #tell;

  /**
   * @param {import('../contract.js').Settings} settings
   * @param {(change: Change) => void} tell
   */
  constructor(settings, tell) {
    this.#settings = settings;
    this.#tell = tell;
    for (const target of settings.targets) this.add(target);
  }

  /** @returns {HostState[]} */
  hosts() {
    return Array.from(this.#entries.values(), (entry) => entry.host);
  }

  /**
   * @param {string} target
   * @returns {string} its id; throws if it is no target
   */
  add(target) {
    const { host, port, service } = parseTarget(target);
    const place = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
    // A web server may run next to Remote Desktop on the same host and port.
    const id = service === 'https' ? `https://${place}` : place;
    if (!this.#entries.has(id)) {
      const entry = new Entry({ id, target, checking: false, report: null, changed_at: null, problem: null });
      this.#entries.set(id, entry);
      this.#tell({ kind: 'host', host: entry.host });
      this.#ask(entry);
    }
    return id;
  }

  /** @param {string} id */
  remove(id) {
    const entry = this.#entries.get(id);
    if (entry !== undefined) {
      this.#entries.delete(id);
      this.#drop(entry);
      this.#tell({ kind: 'removed', id });
    }
    return id;
  }

  /** @param {string} id */
  check(id) {
    const entry = this.#entries.get(id);
    if (entry !== undefined) this.#ask(entry);
    return id;
  }

  /** Ends all checks; nothing keeps the process alive after that. */
  stop() {
    for (const entry of this.#entries.values()) this.#drop(entry);
  }

  /** @param {Entry} entry */
  #drop(entry) {
    clearTimeout(entry.timer);
    this.#waiting = this.#waiting.filter((other) => other !== entry);
    entry.running?.abort();
  }

  /** @param {Entry} entry */
  #ask(entry) {
    clearTimeout(entry.timer);
    if (entry.running === null && !this.#waiting.includes(entry)) this.#waiting.push(entry);
    this.#next();
  }

  #next() {
    while (this.#running < this.#settings.at_once) {
      const entry = this.#waiting.shift();
      if (entry === undefined) break;
      this.#running += 1;
      void this.#run(entry).finally(() => {
        this.#running -= 1;
        this.#next();
      });
    }
  }

  /** @param {Entry} entry */
  async #run(entry) {
    const { id, target } = entry.host;
    const running = new AbortController();
    entry.running = running;
    this.#change(entry, { checking: true });
    /** @type {Partial<HostState>} */
    let result;
    try {
      const report = await check(target, {
        ...this.#settings.options,
        signal: running.signal,
        onEvent: (event) => this.#tell({ kind: 'event', id, event }),
      });
      const last = entry.host.report;
      const changed = last?.verdict !== report.verdict || last.primary !== report.primary;
      result = { report, problem: null, changed_at: changed ? report.started_at : entry.host.changed_at };
    } catch (error) {
      if (running.signal.aborted) return;
      if (!(error instanceof RdpHealthError)) throw error;
      result = { problem: error.message };
    }
    entry.running = null;
    this.#change(entry, { ...result, checking: false });
    entry.timer = setTimeout(() => this.#ask(entry), this.#settings.every_s * 1000);
  }

  /**
   * @param {Entry} entry
   * @param {Partial<HostState>} change
   */
  #change(entry, change) {
    entry.host = { ...entry.host, ...change };
    this.#tell({ kind: 'host', host: entry.host });
  }
}
