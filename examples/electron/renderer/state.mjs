// @ts-check
// What the page knows, and how changes change it. Pure: no document, no bridge, so another look can be put on it.

/** @typedef {import('../contract.js').Change} Change */
/** @typedef {import('../contract.js').HostState} HostState */
/** @typedef {import('rdp-health').Event} Event */
/** @typedef {import('rdp-health').Verdict} Verdict */

/**
 * @typedef {object} State
 * @property {boolean} live whether what is shown is up to date
 * @property {string | null} problem why it is not, where that is known
 * @property {readonly HostState[]} hosts in the order in which they were added
 * @property {Readonly<Record<string, readonly Event[]>>} steps of the running checks, by host
 * @property {string | null} selected the id of the host that is open
 */

/** @type {State} */
export const NOTHING = { live: false, problem: null, hosts: [], steps: {}, selected: null };

/**
 * @param {State} state
 * @param {Change} change
 * @returns {State}
 */
export function apply(state, change) {
  switch (change.kind) {
    case 'hosts':
      return { ...state, live: true, problem: null, hosts: change.hosts, steps: {} };
    case 'host': {
      const { host } = change;
      const known = state.hosts.some(({ id }) => id === host.id);
      const hosts = known
        ? state.hosts.map((other) => (other.id === host.id ? host : other))
        : [...state.hosts, host];
      // A check that begins has no steps yet, and one that has ended needs them no more.
      return { ...state, hosts, steps: { ...state.steps, [host.id]: [] } };
    }
    case 'removed': {
      const { [change.id]: _, ...steps } = state.steps;
      const hosts = state.hosts.filter(({ id }) => id !== change.id);
      return { ...state, hosts, steps, selected: state.selected === change.id ? null : state.selected };
    }
    case 'event':
      return { ...state, steps: { ...state.steps, [change.id]: [...(state.steps[change.id] ?? []), change.event] } };
    case 'lost':
      // The end of a process says no more than its last words did.
      return { ...state, live: false, problem: change.problem ?? state.problem };
  }
}

/**
 * @param {State} state
 * @param {string | null} id
 * @returns {State}
 */
export function select(state, id) {
  return { ...state, selected: id };
}

/** The host that is open. @param {State} state */
export function selectedHost({ hosts, selected }) {
  return hosts.find(({ id }) => id === selected) ?? null;
}

/** What is shown of a host in one word. @param {HostState} host @returns {Verdict | 'problem' | 'waiting'} */
export function standing({ problem, report }) {
  if (problem !== null) return 'problem';
  return report?.verdict ?? 'waiting';
}

/** How many hosts stand how, the worst first. @param {State} state */
export function totals({ hosts }) {
  const order = /** @type {const} */ (['failing', 'problem', 'inconclusive', 'degraded', 'healthy', 'waiting']);
  return order
    .map((kind) => ({ kind, count: hosts.filter((host) => standing(host) === kind).length }))
    .filter(({ count }) => count > 0);
}
