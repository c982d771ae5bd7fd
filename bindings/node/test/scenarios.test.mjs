// A scenario through Node gives the report that Rust gives: equal JSON, but for what no two runs share.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { check } from 'rdp-health';
import { names, play } from '../testing/lab.mjs';

/** Rust plays all of them; Python and Node play thirds that differ, since they only hand on what Rust found. */
const PLAYED = names().filter((_, index) => index % 3 === 1);

/** As many at once as in Rust's tests: more would make the short waits of some scenarios too short. */
const AT_ONCE = 4;

/**
 * What no two runs share: moments and durations, the order of connections to different parties, ports, made-up names,
 * how much of a stream one read takes, what that does to round trips, and of the lab's certificates all that is made by
 * chance.
 */
const BY_CHANCE = /(_us|^started_at|^port|^der|^serial|^sha1|^sha256|_key_id|^key_sha256|^file|^ca_file|^also_ports|^unused_port|^ports|^websocket_port|^websocket_tls_port|^bytes|^round_trips|^first_bytes|^ocsp_response|^time|^connection|^sent|^received)$/;

function comparable(value, key = '') {
  if (BY_CHANCE.test(key)) return typeof value;
  if (Array.isArray(value)) {
    if (key !== 'timeline') return value.map((item) => comparable(item));
    // Questions to different parties run at the same time; the stores of roots may still be read when a host is done with.
    const lines = value.filter((item) => item.phase !== 'certificate').map((item) => comparable(item));
    return lines.map((item) => JSON.stringify(Object.entries(item).sort())).sort();
  }
  if (typeof value === 'string') {
    const text = value.replace(/(127\.[\d.]+|\[::1\]|\.test):\d+/g, '$1:PORT');
    return text.replace(/TCP port \d+|\d+ ms|\d+ bytes sent|\d+ received|first bytes [\da-f]+|\S*rdp-health-lab-root\S*\.pem|20\d\d-[\d-]+T[\d:.]+Z|[\da-f]{32,}|\bn[\da-f]{12}\b|\d+(\.\d+)? s\b|\b\d{4,5}\b/g, 'N');
  }
  if (typeof value !== 'object' || value === null) return value;
  // A host that resets at once may do so before our first bytes are sent, or after.
  const { operation, errno, ...rest } = value;
  const fields = value.kind === 'reset' ? rest : value;
  return Object.fromEntries(Object.entries(fields).map(([name, item]) => [name, comparable(item, name)]));
}

describe('scenarios', { concurrency: AT_ONCE }, () => {
  let lab;
  before(async () => {
    lab = await play(...PLAYED);
  });
  after(() => lab.close());

  for (const name of PLAYED) {
    it(name, async (test) => {
      const host = lab.hosts[name];
      if (host.skipped !== undefined) return test.skip(host.skipped);
      const report = await check(host.entry ?? { rdpFile: host.rdp_file }, host.options);
      if (!host.expect.by_chance) assert.deepEqual(comparable(report), comparable(host.report));
      assert.deepEqual([report.verdict, report.primary], [host.expect.verdict, host.expect.primary]);
      assert.deepEqual(structuredClone(report), report);
    });
  }
});
