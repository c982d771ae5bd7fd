// @ts-check
// The list of hosts. Rows stay what they are while their host changes, so that focus and scrolling do.

import { selectedHost, standing } from '../state.mjs';
import { element } from './element.mjs';
import { STANDINGS, lastStep } from './words.mjs';

/** @typedef {{ row: HTMLLIElement, button: HTMLButtonElement, sign: HTMLElement, text: HTMLElement }} Row */

/**
 * @param {HTMLElement} list
 * @param {(id: string) => void} open
 * @returns {(state: import('../state.mjs').State) => void} shows a state
 */
export function hostList(list, open) {
  /** @type {Map<string, Row>} */
  const rows = new Map();

  /** @param {string} id @returns {Row} */
  function newRow(id) {
    const sign = element('span', { class: 'sign', 'aria-hidden': 'true' });
    const text = element('span', { class: 'summary' });
    const name = element('span', { class: 'name' }, id);
    const button = element('button', { type: 'button' }, sign, name, text);
    button.addEventListener('click', () => open(id));
    const made = { row: element('li', {}, button), button, sign, text };
    list.append(made.row);
    return made;
  }

  return (state) => {
    for (const [id, { row }] of rows) {
      if (!state.hosts.some((host) => host.id === id)) {
        row.remove();
        rows.delete(id);
      }
    }
    for (const host of state.hosts) {
      const shown = rows.get(host.id) ?? newRow(host.id);
      rows.set(host.id, shown);
      const kind = standing(host);
      shown.row.dataset.standing = kind;
      shown.row.dataset.checking = String(host.checking);
      shown.sign.textContent = STANDINGS[kind].sign;
      shown.text.textContent = host.checking
        ? lastStep(state.steps[host.id] ?? [])
        : (host.problem ?? host.report?.summary ?? 'Waiting for its turn …');
      shown.button.setAttribute('aria-label', `${host.id}: ${STANDINGS[kind].word}. ${shown.text.textContent}`);
      if (selectedHost(state) === host) shown.button.setAttribute('aria-current', 'true');
      else shown.button.removeAttribute('aria-current');
    }
  };
}
