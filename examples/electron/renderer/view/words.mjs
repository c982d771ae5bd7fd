// @ts-check
// What the page calls things. A sign next to every word, so that colour is never all there is.

/** @type {Record<import('rdp-health').Verdict | 'problem' | 'waiting', { sign: string, word: string }>} */
export const STANDINGS = {
  healthy: { sign: '✓', word: 'Healthy' },
  degraded: { sign: '!', word: 'Degraded' },
  failing: { sign: '✕', word: 'Failing' },
  inconclusive: { sign: '?', word: 'Inconclusive' },
  problem: { sign: '✕', word: 'Cannot be checked' },
  waiting: { sign: '…', word: 'Not checked yet' },
};

/** @type {Record<import('rdp-health').Phase, string>} */
export const PHASES = {
  resolve: 'Name resolution',
  connect: 'TCP',
  proxy: 'Proxy',
  negotiate: 'RDP negotiation',
  standard_security: 'Standard RDP Security',
  tls: 'TLS',
  certificate: 'Certificate',
  credssp: 'Network Level Authentication',
  udp: 'UDP',
  gateway: 'RD Gateway',
  websocket: 'WebSocket',
  path: 'Path quality',
  web: 'HTTP',
};

/** @type {Record<import('rdp-health').Place, string>} */
export const PLACES = { network: 'On the network', server: 'On the server', client: 'On the client' };

/** @type {Record<import('rdp-health').Risk, string>} */
export const RISKS = {
  look: 'changes nothing',
  client: 'changes one client',
  service: 'restarts something',
  network: 'changes the network',
  certificate: 'changes a certificate',
  policy: 'changes a policy',
  registry: 'edits the registry',
};

/** @type {Record<import('rdp-health').ClientOutcome, { sign: string, word: string }>} */
export const OUTCOMES = {
  connects: { sign: '✓', word: 'Connects' },
  blocked: { sign: '✕', word: 'Blocked' },
  depends_on_address: { sign: '!', word: 'Depends on the address' },
  unknown: { sign: '?', word: 'Not known' },
};

/** The last step of a running check, in a few words. @param {readonly import('rdp-health').Event[]} steps */
export function lastStep(steps) {
  const last = steps.at(-1);
  switch (last?.event) {
    case 'resolving':
      return `Resolving ${last.name} …`;
    case 'asking':
      return `Connecting to ${last.address} …`;
    case 'fetching':
      return `Fetching ${last.url} …`;
    case 'phase_ended':
      return `${PHASES[last.phase]}: ${last.ok ? 'answered' : 'no usable answer'}`;
    case undefined:
      return 'Checking …';
  }
}
