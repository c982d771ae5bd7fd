import assert from 'node:assert/strict';
import { it } from 'node:test';

import { NOTHING, apply, select, selectedHost, standing, totals } from '../renderer/state.mjs';

const host = (id, verdict, more) => {
  return { id, target: id, checking: false, report: verdict && { verdict }, changed_at: null, problem: null, ...more };
};
const after = (...changes) => changes.reduce(apply, NOTHING);

it('is not live before the first list, and not after the connection is lost', () => {
  assert.equal(NOTHING.live, false);
  const live = after({ kind: 'hosts', hosts: [host('a:1', 'healthy')] });
  assert.equal(live.live, true);
  const lost = apply(live, { kind: 'lost' });
  assert.equal(lost.live, false);
  assert.deepEqual(lost.hosts, live.hosts);
});

it('keeps the last words of a process that cannot check until it can', () => {
  const told = after({ kind: 'lost', problem: 'dashboard.json is not JSON' }, { kind: 'lost' });
  assert.equal(told.problem, 'dashboard.json is not JSON');
  assert.equal(apply(told, { kind: 'hosts', hosts: [] }).problem, null);
});

it('keeps hosts in their order while they change', () => {
  const state = after(
    { kind: 'hosts', hosts: [host('a:1'), host('b:1')] },
    { kind: 'host', host: host('c:1') },
    { kind: 'host', host: host('a:1', 'failing') },
  );
  assert.deepEqual(state.hosts.map(({ id }) => id), ['a:1', 'b:1', 'c:1']);
  assert.equal(state.hosts[0].report.verdict, 'failing');
});

it('forgets the steps of a check when it has ended', () => {
  const event = { event: 'resolving', name: 'a' };
  const running = after({ kind: 'host', host: host('a:1') }, { kind: 'event', id: 'a:1', event });
  assert.deepEqual(running.steps['a:1'], [event]);
  assert.deepEqual(apply(running, { kind: 'host', host: host('a:1', 'healthy') }).steps['a:1'], []);
});

it('closes a host that is removed', () => {
  const open = select(after({ kind: 'hosts', hosts: [host('a:1'), host('b:1')] }), 'a:1');
  assert.equal(selectedHost(open).id, 'a:1');
  const removed = apply(open, { kind: 'removed', id: 'a:1' });
  assert.equal(selectedHost(removed), null);
  assert.equal(selectedHost(apply(open, { kind: 'removed', id: 'b:1' })).id, 'a:1');
});

it('counts how hosts stand, the worst first', () => {
  const hosts = [host('a:1', 'healthy'), host('b:1', 'failing'), host('c:1'), host('d:1', 'healthy')];
  assert.deepEqual(totals(after({ kind: 'hosts', hosts })), [
    { kind: 'failing', count: 1 },
    { kind: 'healthy', count: 2 },
    { kind: 'waiting', count: 1 },
  ]);
  assert.equal(standing(host('a:1', 'healthy', { problem: 'options: …' })), 'problem');
});
