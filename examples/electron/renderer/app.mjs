// @ts-check
// Joins the bridge, the state and the views. Everything that happens goes through `show`.

import { NOTHING, apply, select, selectedHost, totals } from './state.mjs';
import { detail } from './view/detail.mjs';
import { byId, element } from './view/element.mjs';
import { hostList } from './view/hosts.mjs';
import { STANDINGS } from './view/words.mjs';

/** In Electron the preload script has set it; in a browser the server that gave this page has a module for it. */
async function connect() {
  if (window.rdpHealth !== undefined) return window.rdpHealth;
  const { connect } = await import(new URL('/bridge.mjs', location.href).href);
  return /** @type {import('../contract.js').Bridge} */ (connect());
}

const bridge = await connect();
let state = NOTHING;

const showHosts = hostList(byId('hosts'), (id) => {
  location.hash = encodeURIComponent(id);
});
const showDetail = detail(byId('detail'), {
  check: (id) => void bridge.check(id),
  remove: (id) => void bridge.remove(id),
});

/** @param {import('./state.mjs').State} next */
function show(next) {
  state = next;
  showHosts(state);
  showDetail(selectedHost(state));
  const counts = totals(state).map(({ kind, count }) => {
    const { sign, word } = STANDINGS[kind];
    return element('span', { 'data-standing': kind }, `${sign} ${count} ${word.toLowerCase()}`);
  });
  byId('totals').replaceChildren(...counts);
  const why = state.problem ?? 'trying to reach the process that checks …';
  byId('live').textContent = state.live ? 'Live' : `Not live: ${why}`;
  document.body.dataset.live = String(state.live);
}

/** The open host is in the address, so that a reload and the Back button keep it. */
function selectFromAddress() {
  show(select(state, location.hash === '' ? null : decodeURIComponent(location.hash.slice(1))));
}

window.addEventListener('hashchange', selectFromAddress);
selectFromAddress();
bridge.subscribe((change) => show(apply(state, change)));

const form = /** @type {HTMLFormElement} */ (byId('add'));
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const answer = await bridge.add(String(new FormData(form).get('target')));
  byId('add-problem').textContent = answer.ok ? '' : answer.message;
  if (!answer.ok) return;
  form.reset();
  location.hash = encodeURIComponent(answer.id);
});
