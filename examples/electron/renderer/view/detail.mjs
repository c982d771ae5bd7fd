// @ts-check
// One host: its verdict, the cause with evidence and remedies, and how the check went.

import { standing } from '../state.mjs';
import { clients } from './clients.mjs';
import { element, moment, prose } from './element.mjs';
import { waterfall } from './waterfall.mjs';
import { PHASES, PLACES, RISKS, STANDINGS } from './words.mjs';

/** @typedef {import('../../contract.js').HostState} HostState */
/** @typedef {import('rdp-health').Finding} Finding */
/** @typedef {import('rdp-health').Report} Report */

/** @typedef {{ check: (id: string) => void, remove: (id: string) => void }} Actions */

/**
 * @param {HTMLElement} place
 * @param {Actions} actions
 * @returns {(host: HostState | null) => void} shows a host
 */
export function detail(place, actions) {
  /** @type {{ id: string | undefined, update: (host: HostState) => void } | null} */
  let open = null;
  return (host) => {
    if (open === null || open.id !== host?.id) {
      const made = host === null ? nothing() : newDetail(host.id, actions);
      open = { id: host?.id, update: made.update };
      place.replaceChildren(...made.parts);
      place.scrollTop = 0;
    }
    if (host !== null) open.update(host);
  };
}

function nothing() {
  const text = element('p', { class: 'nothing' }, 'Choose a host to see why it stands as it does.');
  return { parts: [text], update: () => {} };
}

/**
 * The parts of a host's page. The heading stays while the host changes, so that the focus does; the rest is built again
 * when there is a new result.
 *
 * @param {string} id
 * @param {Actions} actions
 */
function newDetail(id, actions) {
  const verdict = element('p', { class: 'verdict', role: 'status' });
  const again = element('button', { type: 'button' });
  again.addEventListener('click', () => actions.check(id));
  const remove = element('button', { type: 'button' }, 'Remove');
  const sure = confirmation(`Remove ${id} from the list?`, 'Remove host', () => actions.remove(id));
  remove.addEventListener('click', () => sure.showModal());
  const heading = element('div', { class: 'heading' }, element('h2', {}, id), verdict, again, remove, sure);
  const body = element('div', {});
  /** @type {HostState | null} */
  let shown = null;

  /** @param {HostState} host */
  function update(host) {
    again.textContent = host.checking ? 'Checking …' : 'Check now';
    const kind = standing(host);
    verdict.dataset.standing = kind;
    const words = `${STANDINGS[kind].sign} ${STANDINGS[kind].word}`;
    if (verdict.textContent !== words) verdict.textContent = words;
    if (shown === null || shown.report !== host.report || shown.problem !== host.problem) {
      body.replaceChildren(...result(host));
    }
    shown = host;
  }
  return { parts: [heading, body], update };
}

/**
 * Asks before something that cannot be undone. Escape is a no.
 *
 * @param {string} question
 * @param {string} yes
 * @param {() => void} act
 */
function confirmation(question, yes, act) {
  const no = element('button', { type: 'button' }, 'Keep it');
  const doIt = element('button', { type: 'button' }, yes);
  const dialog = element('dialog', { 'aria-label': question }, element('p', {}, question), no, doIt);
  no.addEventListener('click', () => dialog.close());
  doIt.addEventListener('click', () => {
    dialog.close();
    act();
  });
  return dialog;
}

/** @param {HostState} host */
function result({ problem, report, changed_at }) {
  if (problem !== null) return [element('p', { class: 'lead' }, problem)];
  return report === null ? [] : [...findings(report, changed_at), ...course(report)];
}

/** @param {Report} report @param {string | null} changedAt */
function findings(report, changedAt) {
  const since = changedAt === null ? null : element('span', {}, 'So since ', moment(changedAt), '. ');
  return [
    element('p', { class: 'lead' }, report.summary),
    element('p', { class: 'when' }, since, 'Checked ', moment(report.started_at), ` from ${report.vantage.hostname}.`),
    ...report.findings.map((found) => finding(found, report.summary)),
    ...clients(report.clients),
  ];
}

/** @param {Finding} found @param {string} said what stands above already */
function finding(found, said) {
  const sure = `${found.severity}, ${found.confidence}`;
  const codes = found.client_codes.length === 0 ? '' : ` · clients show ${found.client_codes.join(', ')}`;
  const because = found.because_of === null ? '' : ` · follows from ${found.because_of}`;
  return element(
    'section',
    { class: 'finding', 'data-severity': found.severity },
    element('h3', {}, found.title),
    element('p', { class: 'id' }, element('code', {}, found.id), ` · ${sure}${codes}${because}`),
    found.summary === said ? null : element('p', {}, found.summary),
    ...list('What shows it', found.evidence, ({ at, says }) => element('li', { title: at }, says)),
    ...list('What to do', found.remedies, remedy, 'ol'),
  );
}

/** @param {import('rdp-health').Remedy} step */
function remedy(step) {
  const backUp = step.back_up === null ? null : prose(`Back up first: ${command(step.back_up)}`);
  const where = element('p', { class: 'where' }, `${PLACES[step.where]} · ${RISKS[step.risk]}`);
  return element('li', {}, where, backUp, prose(step.action));
}

/** A back-up is a bare command, or a sentence with commands in backquotes. @param {string} text */
function command(text) {
  return text.includes('`') || text.includes(', ') ? text : `\`${text}\``;
}

/** @param {Report} report */
function course(report) {
  return [
    element('section', {}, element('h3', {}, 'How the check went'), waterfall(report)),
    ...list('Ruled out', report.ruled_out, ({ id, because }) => {
      return element('li', {}, element('code', {}, id), `: ${because}`);
    }),
    ...list('Not checked', report.not_checked, ({ phase, why }) => element('li', {}, `${PHASES[phase]}: ${why}`)),
  ];
}

/**
 * @template Item
 * @param {string} title
 * @param {readonly Item[]} items
 * @param {(item: Item) => HTMLElement} show
 * @param {'ul' | 'ol'} kind
 */
function list(title, items, show, kind = 'ul') {
  return items.length === 0 ? [] : [element('h4', {}, title), element(kind, {}, ...items.map(show))];
}
