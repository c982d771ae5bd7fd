import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { after, before, describe, it } from 'node:test';

import {
  causes,
  check,
  compare,
  diagnose,
  explain,
  judgeBeside,
  merge,
  parseTarget,
  primaryFinding,
  profile,
  readCertificate,
  redact,
  render,
  scan,
  watch,
  whatIf,
  RdpHealthError,
} from 'rdp-health';
import { play } from '../testing/lab.mjs';

const QUICK = { depth: 'quick', pacingMs: 0 };
/** A closed port that nobody can open meanwhile is not to be had; nothing listens on this one by its purpose. */
const REFUSED = '127.0.0.1:1';

/** A host that accepts and says nothing. */
async function silent(test) {
  const server = net.createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  test.after(() => server.close());
  return { server, target: `127.0.0.1:${server.address().port}` };
}

describe('check', () => {
  it('gives a report of a host that cannot be reached', async () => {
    const report = await check(REFUSED, QUICK);
    assert.equal(report.verdict, 'failing');
    assert.equal(report.primary, 'tcp-refused');
    assert.equal(primaryFinding(report), report.findings[0]);
    assert.ok(primaryFinding(report).remedies[0].action);
  });

  it('tells its events in order, and before it ends', async () => {
    const events = [];
    const report = await check(REFUSED, { ...QUICK, onEvent: (event) => events.push(event) });
    assert.deepEqual(
      events.map((event) => event.event),
      Array(report.connections).fill(['asking', 'phase_ended']).flat(),
    );
    assert.equal(events[1].phase, 'connect');
    assert.equal(events[1].ok, false);
  });

  it('ends with what its listener throws', async () => {
    const mine = new Error('mine');
    const onEvent = () => {
      throw mine;
    };
    await assert.rejects(check(REFUSED, { onEvent }), (error) => error === mine);
  });

  it('keeps to its time and still reports', async (test) => {
    const { target } = await silent(test);
    const report = await check(target, { ...QUICK, timeoutMs: 50 });
    assert.notEqual(report.verdict, 'healthy');
    assert.ok(report.connections <= 2);
  });

  it('reads .rdp files as text and as mstsc writes them', async () => {
    const text = `full address:s:${REFUSED}\r\nenablecredsspsupport:i:0\r\n`;
    const bytes = new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'));
    for (const rdpFile of [text, bytes, Buffer.from(text)]) {
      const report = await check({ rdpFile }, QUICK);
      assert.equal(report.target.port, 1);
      assert.equal(report.target.client.credssp, false);
    }
  });

  it('hands out plain data that crosses every border', async () => {
    const report = await check(REFUSED, QUICK);
    assert.deepEqual(structuredClone(report), report);
    assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
    const { port1, port2 } = new MessageChannel();
    port1.postMessage(report);
    const [received] = await once(port2, 'message');
    port1.close();
    assert.deepEqual(received.data ?? received, report);
  });
});

describe('AbortSignal', () => {
  it('closes the socket, and the error says why', async (test) => {
    const { server, target } = await silent(test);
    const controller = new AbortController();
    const checking = check(target, { signal: controller.signal });
    const rejected = assert.rejects(checking, { name: 'AbortError', code: 'ABORT_ERR', cause: 'enough' });
    const [socket] = await once(server, 'connection');
    socket.resume();
    controller.abort('enough');
    await Promise.all([rejected, once(socket, 'close')]);
  });

  it('stops a scan, all of its hosts', async (test) => {
    const { server, target } = await silent(test);
    const controller = new AbortController();
    const sockets = [];
    const both = new Promise((resolve) => {
      server.on('connection', (socket) => {
        socket.resume();
        if (sockets.push(once(socket, 'close')) === 2) resolve();
      });
    });
    const next = scan([target, target, target], { concurrency: 2, signal: controller.signal }).next();
    const rejected = assert.rejects(
      next,
      (error) => error.name === 'AbortError' && error.cause === controller.signal.reason,
    );
    await both;
    controller.abort();
    await rejected;
    await Promise.all(sockets);
    assert.equal(sockets.length, 2);
  });

  it('that has been used up starts nothing', async (test) => {
    const { server, target } = await silent(test);
    server.on('connection', () => assert.fail('a connection'));
    await assert.rejects(check(target, { signal: AbortSignal.abort() }), { name: 'AbortError' });
    await assert.rejects(scan([target], { signal: AbortSignal.abort() }).next(), { name: 'AbortError' });
  });

  it('of a timeout has the TimeoutError as cause', async (test) => {
    const { target } = await silent(test);
    await assert.rejects(
      check(target, { signal: AbortSignal.timeout(20) }),
      (error) => error.name === 'AbortError' && error.cause.name === 'TimeoutError',
    );
  });

  it('serves many checks and is left as it was', async () => {
    const warnings = [];
    process.on('warning', (warning) => warnings.push(warning));
    const { signal } = new AbortController();
    await Promise.all(Array.from({ length: 50 }, () => check(REFUSED, { ...QUICK, signal })));
    await new Promise(setImmediate);
    assert.deepEqual(warnings, []);
  });
});

describe('scan', () => {
  it('reports every host once', async () => {
    const targets = Array.from({ length: 40 }, (_, index) => `127.0.0.${index + 1}:1`);
    const seen = [];
    for await (const report of scan(new Set(targets), { ...QUICK, concurrency: 8 })) {
      seen.push(`${report.target.host}:${report.target.port}`);
    }
    assert.deepEqual(seen.sort(), targets.sort());
  });

  it('is paced, and checks one part of a list', async () => {
    const targets = Array.from({ length: 20 }, (_, index) => `127.0.0.${index + 1}:1`);
    const seen = [];
    for (const shard of ['1/2', '2/2']) {
      for await (const report of scan(targets, { ...QUICK, shard, perSubnet: 4, rate: 1000, jitterMs: 1, aliveFirst: true })) {
        seen.push(report.target.host);
        assert.equal(report.connections, 3);
      }
    }
    assert.equal(new Set(seen).size, 20);
    assert.equal(seen.length, 20);
  });

  it('is put together with those of other places', async () => {
    const report = await check(REFUSED, QUICK);
    const merged = merge({ office: [report], vpn: new Set([report]) });
    assert.deepEqual(merged.places, ['office', 'vpn']);
    assert.equal(merged.hosts[0].summary, 'failing (tcp-refused) from all 2 places');
    assert.equal(merged.hosts[0].seen[1].report.vantage.place, 'vpn');
  });

  it('stops when the loop is left', async (test) => {
    const { server, target } = await silent(test);
    const connection = once(server, 'connection');
    for await (const report of scan([REFUSED, target], { concurrency: 2 })) {
      assert.equal(report.target.port, 1);
      const [socket] = await connection;
      socket.resume();
      test.closed = once(socket, 'close');
      break;
    }
    await test.closed;
  });

  it('of no hosts is over at once', async () => {
    assert.deepEqual(await scan([]).next(), { done: true, value: undefined });
  });
});

describe('watch', () => {
  it('ends at the state that is waited for', async () => {
    const seen = [];
    for await (const each of watch(REFUSED, { ...QUICK, until: 'failing' })) seen.push(each);
    assert.deepEqual(seen.map(({ report, change }) => [report.primary, change]), [['tcp-refused', null]]);
  });

  it('goes on until its time is over', async () => {
    const seen = [];
    for await (const { change } of watch(REFUSED, { ...QUICK, intervalMs: 10, durationMs: 1000 })) seen.push(change);
    assert.ok(seen.length > 0 && seen.every((change) => change === null));
  });

  it('is stopped by a signal, and closes its socket', async (test) => {
    const { server, target } = await silent(test);
    const controller = new AbortController();
    const next = watch(target, { signal: controller.signal }).next();
    const rejected = assert.rejects(next, { name: 'AbortError' });
    const [socket] = await once(server, 'connection');
    socket.resume();
    controller.abort();
    await Promise.all([rejected, once(socket, 'close')]);
  });
});

describe('misuse', () => {
  const calls = [
    ['ERR_RDP_INVALID_TARGET', /^target: .*; use letters/, () => check('a b')],
    ['ERR_RDP_INVALID_TARGET', /^target is neither .*; write 'host'/, () => check({ host: 'a' })],
    ['ERR_RDP_INVALID_TARGET', /^target: /, () => check({ rdpFile: 'no such line' })],
    ['ERR_RDP_INVALID_TARGET', /^targets\[1\]: '0' is not a TCP port; write/, () => scan(['a', 'b:0']).next()],
    ['ERR_RDP_INVALID_TARGET', /^targets is not a list; write/, () => scan('srv01').next()],
    ['ERR_RDP_INVALID_OPTION', /^options is not an object; write/, () => check('a', 30)],
    ['ERR_RDP_INVALID_OPTION', /^options\.depth is 'deeper'; write 'quick', 'standard' or 'full'$/, () => check('a', { depth: 'deeper' })],
    ['ERR_RDP_INVALID_TARGET', /^target: 'x\.rdp' is the name of a file; write { rdpFile/, () => check('x.rdp')],
    [
      'ERR_RDP_INVALID_OPTION',
      /^options\.timeout is not an option; there are signal, timeoutMs, onEvent, inside, alsoPorts, /,
      () => check('a', { timeout: 1 }),
    ],
    ['ERR_RDP_INVALID_OPTION', /^options\.judge_at is not an option; write judgeAt$/, () => check('a', { judge_at: '' })],
    ['ERR_RDP_INVALID_OPTION', /^options\.judgeAt: 'soon' is not a date and time/, () => check('a', { judgeAt: 'soon' })],
    ['ERR_RDP_INVALID_OPTION', /^options\.timeouts is 5; write an object, for example { answerMs: … }$/, () => check('a', { timeouts: 5 })],
    [
      'ERR_RDP_INVALID_OPTION',
      /^options\.timeouts\.conectMs is not an option; there are answerMs, /,
      () => check('a', { timeouts: { conectMs: 2 } }),
    ],
    [
      'ERR_RDP_INVALID_OPTION',
      /^options\.timeouts\.connectMs is -1; write a whole number from 0 to \d+$/,
      () => check('a', { timeouts: { connectMs: -1 } }),
    ],
    ['ERR_RDP_INVALID_OPTION', /^options\.intervalMs: an interval of zero/, () => watch('a', { intervalMs: 0 }).next()],
    ['ERR_RDP_INVALID_OPTION', /^options\.until is 'well'; write .*'healthy'/, () => watch('a', { until: 'well' }).next()],
    [
      'ERR_RDP_INVALID_OPTION',
      /^options\.interval is not an option; there are signal, timeoutMs, durationMs, intervalMs, until, /,
      () => watch('a', { interval: 1 }).next(),
    ],
    ['ERR_RDP_INVALID_OPTION', /^options\.timeoutMs is not a time/, () => check('a', { timeoutMs: '3' })],
    [
      'ERR_RDP_INVALID_OPTION',
      /^options\.timeoutMs and options\.timeouts\.budgetMs/,
      () => check('a', { timeoutMs: 3, timeouts: { budgetMs: 3 } }),
    ],
    ['ERR_RDP_INVALID_OPTION', /^options\.signal is not an AbortSignal; write/, () => check('a', { signal: {} })],
    ['ERR_RDP_INVALID_OPTION', /^options\.onEvent is not a function; leave/, () => check('a', { onEvent: 1 })],
    ['ERR_RDP_INVALID_OPTION', /^options\.concurrency .*write/, () => scan(['a'], { concurrency: 0 }).next()],
    ['ERR_RDP_INVALID_OPTION', /^options\.perSubnet: .*give/, () => scan(['a'], { perSubnet: 0 }).next()],
    ['ERR_RDP_INVALID_OPTION', /^options\.shard: .*1\/4/, () => scan(['a'], { shard: '3/2' }).next()],
    ['ERR_RDP_INVALID_REPORT', /^places\.a is not a list of reports; write/, async () => merge({ a: 'b' })],
    ['ERR_RDP_INVALID_OPTION', /^options\.concurrency is not an option/, () => check('a', { concurrency: 2 })],
    ['ERR_RDP_INVALID_OPTION', /^options\.onEvent is a function.*; leave/, () => scan(['a'], { onEvent() {} }).next()],
    ['ERR_RDP_INVALID_OPTION', /^options\.pacingMs is 1n; write a whole number/, () => check('a', { pacingMs: 1n })],
    ['ERR_RDP_INVALID_OPTION', /^options\.expect is 'tls>=1\.2'; write an array$/, () => check('a', { expect: 'tls>=1.2' })],
    ['ERR_RDP_INVALID_OPTION', /^options\.expect\[1\] is null; write text$/, () => check('a', { expect: ['tls>=1.2', null] })],
    ['ERR_RDP_INVALID_OPTION', /^options\.overrides\[0\] has no address; write { name, address }$/, () => check('a', { overrides: [{ name: 'a' }] })],
    ['ERR_RDP_INVALID_OPTION', /^options\.judgeAt is Invalid Date; write a Date, or text such as/, () => check('a', { judgeAt: new Date('soon') })],
    ['ERR_RDP_INVALID_OPTION', /^options\.systemResolver is 'no'; write true or false$/, () => check('a', { systemResolver: 'no' })],
    ['ERR_RDP_INVALID_OPTION', /^options\.timeouts\.answerMs: .*zero leaves no time.*; give/, () => check('a', { timeouts: { answerMs: 0 } })],
    ['ERR_RDP_UNKNOWN_CODE', /^code: "nonsense" is not a known code.*; write/, async () => explain('nonsense')],
    ['ERR_RDP_UNKNOWN_CODE', /^code is neither .*; write/, async () => explain({})],
    ['ERR_RDP_INVALID_REPORT', /^report: missing field .*; hand over/, async () => render({}, 'text')],
    ['ERR_RDP_INVALID_REPORT', /^seen is not an object; hand over/, async () => diagnose(undefined)],
    ['ERR_RDP_INVALID_REPORT', /^seen.*missing field/, async () => diagnose({ observations: {}, target: 'a' })],
    ['ERR_RDP_INVALID_REPORT', /^earlier: missing field .*; hand over/, async () => judgeBeside(await check(REFUSED, QUICK), {})],
    ['ERR_RDP_INVALID_CERTIFICATE', /^der is not a Uint8Array; write/, async () => readCertificate('host.cer')],
  ];
  for (const [code, message, call] of calls) {
    it(String(message), async () => {
      await assert.rejects(call, (error) => {
        assert.ok(error instanceof RdpHealthError);
        assert.equal(error.name, 'RdpHealthError');
        assert.equal(error.code, code, error.message);
        assert.match(error.message, message);
        return true;
      });
    });
  }

  it('of render names the argument', async () => {
    const report = await check(REFUSED, QUICK);
    const invalid = { code: 'ERR_RDP_INVALID_OPTION' };
    assert.throws(() => render(report, 'pdf'), { ...invalid, message: /^format: .*write one of 'text', / });
    assert.throws(() => render(report, 'text', { width: -1 }), { ...invalid, message: /^options\.width is -1; write / });
    assert.throws(() => diagnose(report, { judgeAt: 'soon' }), { ...invalid, message: /^options\.judgeAt: / });
    assert.throws(() => diagnose(report, { depth: 'full' }), { ...invalid, message: /there are policy, judgeAt/ });
  });
});

describe('what needs no host', () => {
  it('parseTarget takes what people paste', () => {
    for (const text of ['srv01', 'srv01.:3389', 'rdp://srv01/']) {
      const { host, port } = parseTarget(text);
      assert.deepEqual([host, port], ['srv01', 3389]);
    }
    assert.equal(parseTarget('[2001:db8::1]:3390').port, 3390);
    assert.throws(() => parseTarget('host:0'), { code: 'ERR_RDP_INVALID_TARGET', message: /^target: '0' is not/ });
  });

  it('profile gives targets, of a known list or of one of your own', () => {
    const known = profile('avd');
    assert.ok(known.every(({ host, port, source }) => host && port === 443 && source));
    assert.equal(parseTarget(known[0]).service, 'https');
    const [own] = profile({ toml: 'name = "office"\n[[endpoint]]\nhost = "127.0.0.1"\nport = 9\npurpose = "feed"\n' });
    assert.deepEqual(parseTarget(own).entry, own);
    assert.throws(() => profile('azure'), { code: 'ERR_RDP_INVALID_TARGET', message: /^name: .*write 'avd' or/ });
    assert.throws(() => profile({ toml: 'name = "office"' }), { message: /^name\.toml: line 1: / });
    assert.throws(() => profile(7), { code: 'ERR_RDP_INVALID_TARGET', message: /^name is neither/ });
    assert.throws(() => parseTarget({ host: '127.0.0.1', profile: 'x' }), {
      code: 'ERR_RDP_INVALID_TARGET',
      message: /^target: missing/,
    });
  });

  it('a list is scanned', async () => {
    const toml = 'name = "office"\n[[endpoint]]\nhost = "127.0.0.1"\nport = 9\npurpose = "feed"\nrequired = false\n';
    const seen = [];
    for await (const report of scan(profile({ toml }), QUICK)) seen.push(report);
    assert.deepEqual(seen.map((report) => [report.primary, report.verdict]), [['tcp-refused', 'degraded']]);
    assert.equal(seen[0].target.entry.purpose, 'feed');
  });

  it('explain takes text and numbers', () => {
    assert.deepEqual(explain(0x904).readings, explain('0x904').readings);
    assert.ok(explain('0x904/0x7').readings.length > 0);
    assert.equal(explain(516, { client: 'guacamole' }).readings[0].family, 'guacamole');
    const [message] = explain('Failed to connect, CredSSP required by server.').readings;
    assert.deepEqual(message.causes, ['negotiation-nla-required']);
  });

  it('diagnose judges again, by another policy and at another time', async () => {
    const lab = await play('cert-expiring');
    const host = lab.hosts['cert-expiring'];
    const report = await check({ rdpFile: host.rdp_file }, host.options);
    await lab.close();
    assert.equal(report.primary, 'cert-expiring');
    assert.deepEqual(diagnose(report), report);
    assert.equal(diagnose(report, { policy: { expiryWarningDays: 0 } }).primary, null);
    assert.equal(diagnose(report, { judgeAt: new Date('2036-01-01') }).primary, 'cert-expired');
  });

  it('diagnose takes observations as well', async () => {
    const report = await check(REFUSED, QUICK);
    for (const target of [report.target, REFUSED]) {
      const diagnosis = diagnose({ observations: report.observations, target });
      assert.deepEqual([diagnosis.primary, diagnosis.findings], [report.primary, report.findings]);
      assert.equal(diagnosis.schema, undefined);
    }
  });

  it('causes are all there, with their pages', () => {
    const cause = causes().find(({ id }) => id === 'tls-no-shared-cipher');
    assert.ok(cause.remedies[0].action && cause.page.startsWith('# ') && cause.summary);
  });

  it('readCertificate says what is in one, and judgeBeside whether it is still the same', async () => {
    const lab = await play('cert-expiring');
    const host = lab.hosts['cert-expiring'];
    const report = await check({ rdpFile: host.rdp_file }, host.options);
    await lab.close();
    const [leaf] = report.observations.host.addresses[0].conversations[0].certificates.value;
    assert.equal(readCertificate(Buffer.from(leaf.der, 'base64')).sha256, leaf.sha256);
    assert.ok(readCertificate(new Uint8Array()).unreadable);
    assert.equal(judgeBeside(report, report).observations.earlier.length, 1);

    const bad = await check(REFUSED, QUICK);
    const comparison = compare(report, bad);
    assert.deepEqual([comparison.compared_as, comparison.course], ['hosts', 'worse']);
    assert.equal(compare(report, bad, { as: 'places' }).compared_as, 'places');
    assert.throws(() => compare(report, bad, { as: 'both' }), /as: .*; write 'times'/);
    const answer = whatIf([report, bad], 'ntlm-off', 'date=2099-01-01');
    assert.equal(answer.fleet.hosts, 2);
    assert.ok(answer.hosts[0].new_findings.includes('cert-expired'));
    assert.throws(() => whatIf(report, 'everything-off'), { code: 'ERR_RDP_INVALID_OPTION' });
    const shared = redact(report);
    assert.ok(shared.redacted && !JSON.stringify(shared).includes(report.target.host));
    assert.equal(redact([report, bad]).length, 2);
    const held = diagnose(report, { expect: ['no:tcp-refused', 'cert.days>=90000'] });
    assert.deepEqual(held.expectations.map(({ outcome }) => outcome), ['met', 'missed']);
  });

  it('render writes every form', async () => {
    const report = await check(REFUSED, QUICK);
    assert.deepEqual(JSON.parse(render(report, 'json')), report);
    assert.deepEqual(JSON.parse(render(report, 'ndjson')), report);
    const text = render(report, 'text', { width: 70 });
    assert.match(text, /FAILING/);
    assert.doesNotMatch(text, /\u001b/);
    assert.match(render(report, 'text', { colour: true }), /\u001b/);
  });
});

describe('a real host of the lab', () => {
  let lab;
  before(async () => {
    lab = await play('healthy-nla-windows-default', 'tls-no-shared-cipher');
  });
  after(() => lab.close());

  it('is healthy', async () => {
    const host = lab.hosts['healthy-nla-windows-default'];
    const report = await check(host.target, host.options);
    assert.equal(report.verdict, 'healthy');
  });

  it('fails for the reason that Rust gives', async () => {
    const host = lab.hosts['tls-no-shared-cipher'];
    const report = await check(host.target, host.options);
    assert.equal(report.primary, 'tls-no-shared-cipher');
    assert.equal(report.summary.replaceAll(/:\d+/g, ''), host.report.summary.replaceAll(/:\d+/g, ''));
  });
});
