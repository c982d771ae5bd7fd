// @ts-check
// When each phase of each connection happened, as bars on one scale.

import { duration, element } from './element.mjs';
import { PHASES } from './words.mjs';

/** @typedef {import('rdp-health').TimelineEntry} TimelineEntry */

/** Narrowest bar, in percent: a phase that took no time did happen. */
const NARROWEST = 0.4;

/** @param {import('rdp-health').Report} report */
export function waterfall({ timeline, observations, elapsed_us }) {
  const conversations = endpoints(observations).flatMap(({ addresses }) =>
    addresses.flatMap(({ conversations }) => conversations),
  );
  const table = element('table', { class: 'waterfall' });
  const caption = `${duration(elapsed_us)} in all; rests between connections are empty`;
  table.append(element('caption', {}, caption));
  for (const connection of new Set(timeline.map((entry) => entry.connection))) {
    const asked = conversations.find((conversation) => conversation.connection === connection);
    const entries = timeline.filter((entry) => entry.connection === connection);
    const heading = element('th', { colspan: '3', scope: 'rowgroup' }, title(entries), why(asked?.why));
    const body = element('tbody', {}, element('tr', {}, heading));
    for (const entry of entries) body.append(row(entry, elapsed_us));
    table.append(body);
  }
  return table;
}

/** Every machine that was asked over TCP. @param {import('rdp-health').Report['observations']} observations */
function endpoints({ host, gateway, websocket }) {
  const listeners = websocket?.state === 'done' ? websocket.value : [];
  return [host, ...(gateway?.state === 'done' ? [gateway.value] : []), ...listeners];
}

/** Not every connection goes to the host: some lead to where its certificate says. @param {readonly TimelineEntry[]} entries */
function title(entries) {
  const connection = entries[0]?.connection ?? 0;
  if (connection === 0) return 'Without its own connection';
  const address = entries.find((entry) => entry.address)?.address;
  return address ? `Connection ${connection} to ${address}` : `Connection ${connection}`;
}

/** @param {string | undefined} text */
function why(text) {
  return text === undefined ? null : element('span', { class: 'why' }, text);
}

/** @param {TimelineEntry} entry @param {number} total in microseconds */
function row({ phase, ok, start_us, elapsed_us, sent, received }, total) {
  const scale = 100 / Math.max(total, 1);
  const bar = element('span', { class: ok ? 'bar' : 'bar failed' });
  const left = Math.min(start_us * scale, 100 - NARROWEST);
  bar.style.marginInlineStart = `${left}%`;
  bar.style.inlineSize = `${Math.min(Math.max(elapsed_us * scale, NARROWEST), 100 - left)}%`;
  const failed = ok ? null : element('span', { class: 'failed' }, ' ✕ no usable answer');
  const bytes = `${sent} bytes sent, ${received} received`;
  return element(
    'tr',
    { title: bytes },
    element('th', { scope: 'row' }, PHASES[phase], failed),
    element('td', { class: 'track' }, bar),
    element('td', { class: 'time' }, duration(elapsed_us)),
  );
}
