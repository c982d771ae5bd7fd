// @ts-check
// Which known clients reach the logon, and what blocks the others.

import { element } from './element.mjs';
import { OUTCOMES, PHASES } from './words.mjs';

/** @typedef {import('rdp-health').ClientVerdict} ClientVerdict */

/** Those that do not connect first: they matter most. @type {readonly import('rdp-health').ClientOutcome[]} */
const ORDER = ['blocked', 'depends_on_address', 'unknown', 'connects'];

/** @param {readonly ClientVerdict[] | undefined} verdicts a web server has none */
export function clients(verdicts = []) {
  if (verdicts.length === 0) return [];
  const reach = verdicts.filter(({ outcome }) => outcome === 'connects').length;
  const table = element('table', { class: 'clients' });
  table.append(element('caption', {}, `${reach} of ${verdicts.length} known clients reach the logon prompt`));
  for (const wanted of ORDER) table.append(...verdicts.filter(({ outcome }) => outcome === wanted).map(row));
  return [element('section', {}, element('h3', {}, 'Who can connect'), table)];
}

/** @param {ClientVerdict} verdict */
function row(verdict) {
  const { sign, word } = OUTCOMES[verdict.outcome];
  return element(
    'tr',
    { 'data-outcome': verdict.outcome },
    element('th', { scope: 'row' }, verdict.name),
    element('td', { class: 'outcome' }, `${sign} ${word}`),
    element('td', {}, details(verdict)),
  );
}

/** @param {ClientVerdict} verdict */
function details({ protocol, tls, suite, phase, cause, code, message, why }) {
  return [
    protocol,
    tls && `TLS ${tls}`,
    suite,
    phase && `in ${PHASES[phase]}`,
    cause,
    code && `shows ${code}`,
    message && `“${message}”`,
    why,
  ]
    .filter(Boolean)
    .join(' · ');
}
