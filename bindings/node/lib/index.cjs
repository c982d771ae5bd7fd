'use strict';

// The package's face: it checks what it is given, hands it to the native half and makes plain objects of the JSON
// that comes back. What a field of an option or a report means is not known here.

const { fileURLToPath } = require('node:url');
const { isUint8Array } = require('node:util/types');

const { AbortError, RdpHealthError } = require('./errors.cjs');
const { addon } = require('./addon.cjs');
const OPTIONS = require('./options.cjs');
const { asWritten, noOption, readOptions } = require('./reading.cjs');

/** What concerns a call and not the check, by function: their names are listed where a name is wrong. */
const CALLS = {
  check: ['signal', 'timeoutMs', 'onEvent', 'inside'],
  scan: ['signal', 'timeoutMs', ...Object.keys(OPTIONS.ScanOptions)],
  watch: ['signal', 'timeoutMs', ...Object.keys(OPTIONS.WatchOptions)],
};

async function check(target, options) {
  const { onEvent, inside, ...call } = optionsObject(options);
  const { signal, json } = callOptions(call, CALLS.check);
  if (onEvent !== undefined && typeof onEvent !== 'function') {
    throw misuse('ERR_RDP_INVALID_OPTION', 'options.onEvent is not a function; leave it out to get no events');
  }
  const given = targetArgument('target', target);
  const facts = inside === undefined ? undefined : await readInside('options.inside', inside, signal);
  for await (const update of updates(signal, () => addon.check(given, json))) {
    if (update.report !== undefined) return facts === undefined ? update.report : joined(update.report, facts);
    onEvent?.(update);
  }
  throw misuse('ERR_RDP_INTERNAL', 'the check ended without a report');
}

async function audit(paths, options) {
  const { signal, days, ...given } = optionsObject(options);
  const json = judgedBy(given, ['policy', 'judgeAt'], ['signal', 'days']);
  if (paths !== undefined && days !== undefined) {
    throw misuse('ERR_RDP_INVALID_OPTION', "options.days are those of this computer's event logs, and paths are given; leave it out");
  }
  const facts = await (paths === undefined ? readThisComputer(days, signal) : readInside('paths', paths, signal));
  return JSON.parse(native(() => addon.audit(facts, json)));
}

function auditScript() {
  return addon.auditScript();
}

async function join(report, paths) {
  return joined(report, await readInside('paths', paths));
}

function joined(report, facts) {
  const text = toJson('ERR_RDP_INVALID_REPORT', 'report', report);
  return JSON.parse(native(() => addon.join(text, facts)));
}

/** What files of a host say, as JSON; they are read apart from the event loop. */
async function readInside(argument, paths, signal) {
  const code = argument === 'paths' ? 'ERR_RDP_INVALID_TARGET' : 'ERR_RDP_INVALID_OPTION';
  const given = (Array.isArray(paths) ? paths : [paths]).map((path) => (path instanceof URL ? fileURLToPath(path) : path));
  if (given.length === 0 || given.some((path) => typeof path !== 'string')) {
    throw misuse(code, `${argument} is no path of a file or folder, nor a list of them; write for example 'srv01.zip'`);
  }
  return readFacts(code, argument, signal, () => addon.readInside(given));
}

/** What this computer says of itself, as JSON. */
function readThisComputer(days, signal) {
  if (days !== undefined && (!Number.isInteger(days) || days < 0 || days > 0xffffffff)) {
    throw misuse('ERR_RDP_INVALID_OPTION', 'options.days is not a whole number; write for example 7');
  }
  return readFacts('ERR_RDP_INVALID_TARGET', 'paths', signal, () => addon.readThisComputer(days));
}

async function readFacts(code, argument, signal, read) {
  for await (const { facts, problems } of updates(signal, read)) {
    if (facts !== undefined) return JSON.stringify(facts);
    throw misuse(code, `${argument}: ${problems.join('; ')}`);
  }
  throw misuse('ERR_RDP_INTERNAL', 'reading ended without a result');
}

async function* scan(targets, options) {
  const { concurrency, perSubnet, rate, jitterMs, aliveFirst, shard, ...call } = optionsObject(options);
  const { signal, json } = callOptions(call, CALLS.scan);
  if (concurrency !== undefined && (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 0xffffffff)) {
    throw misuse('ERR_RDP_INVALID_OPTION', 'options.concurrency is not a whole number of at least 1; write for example 16');
  }
  const scanning = optionsJson('ScanOptions', { concurrency, perSubnet, rate, jitterMs, aliveFirst, shard });
  if (typeof targets === 'string' || typeof targets?.[Symbol.iterator] !== 'function') {
    throw misuse('ERR_RDP_INVALID_TARGET', "targets is not a list; write for example ['srv01', 'srv02:3390']");
  }
  const given = Array.from(targets, (target, index) => targetArgument(`targets[${index}]`, target));
  for await (const update of updates(signal, () => addon.scan(given, json, scanning))) yield update.report;
}

async function* watch(target, options) {
  const { intervalMs, until, durationMs, ...call } = optionsObject(options);
  const { signal, json } = callOptions(call, CALLS.watch);
  const watching = optionsJson('WatchOptions', { intervalMs, until, durationMs });
  const given = targetArgument('target', target);
  yield* updates(signal, () => addon.watch(given, json, watching));
}

function parseTarget(target) {
  const given = targetArgument('target', target);
  return JSON.parse(native(() => addon.parseTarget(given)));
}

function readTargets(file, options) {
  const { name, content } = fileArgument(file);
  const json = optionsJson('ReadOptions', optionsObject(options));
  return JSON.parse(native(() => addon.readTargets(name, content, json)));
}

function lint(file, options) {
  const { name, content } = fileArgument(file);
  const { report, ...given } = optionsObject(options);
  const json = optionsJson('LintOptions', given);
  const seen = report === undefined ? undefined : JSON.stringify(report);
  return JSON.parse(native(() => addon.lint(name, content, json, seen)));
}

/** A file as its name and its bytes. */
function fileArgument(file) {
  const content = typeof file?.content === 'string' ? new TextEncoder().encode(file.content) : file?.content;
  if (typeof file?.name !== 'string' || !isUint8Array(content)) {
    const remedy = "write { name: 'hosts.csv', content: readFileSync('hosts.csv') }";
    throw misuse('ERR_RDP_INVALID_TARGET', `file is no name with a content; ${remedy}`);
  }
  return { name: file.name, content };
}

function profile(name) {
  if (typeof name === 'string') return JSON.parse(native(() => addon.profile(name)));
  if (typeof name?.toml === 'string') return JSON.parse(native(() => addon.readProfile(name.toml)));
  throw misuse('ERR_RDP_INVALID_TARGET', "name is neither text nor a list; write 'avd' or { toml: text }");
}

function explain(code, { client } = {}) {
  if (typeof code !== 'string' && typeof code !== 'number') {
    throw misuse('ERR_RDP_UNKNOWN_CODE', "code is neither text nor a number; write for example '0x904/0x7'");
  }
  return JSON.parse(native(() => addon.explain(String(code), client)));
}

function causes() {
  return JSON.parse(native(() => addon.causes()));
}

function readCertificate(der) {
  if (!isUint8Array(der)) {
    throw misuse('ERR_RDP_INVALID_CERTIFICATE', 'der is not a Uint8Array; write for example readFileSync("host.cer")');
  }
  return JSON.parse(native(() => addon.readCertificate(der)));
}

function primaryFinding(report) {
  return report.findings.find((finding) => finding.id === report.primary);
}

function diagnose(seen, options) {
  const given = JSON.parse(judgedBy(optionsObject(options), ['policy', 'judgeAt', 'expect']));
  if (typeof seen !== 'object' || seen === null) {
    throw misuse('ERR_RDP_INVALID_REPORT', 'seen is not an object; hand over a report, or { observations, target }');
  }
  if (seen.schema === undefined) {
    const { observations, target } = seen;
    const summary = typeof target === 'object' && typeof target?.service === 'string' ? target : parseTarget(target);
    const text = toJson('ERR_RDP_INVALID_REPORT', 'seen', { observations, target: summary });
    return JSON.parse(native(() => addon.diagnose(text, JSON.stringify(given))));
  }
  const text = toJson('ERR_RDP_INVALID_REPORT', 'report', seen);
  // What is not given stays as it was.
  given.policy = { ...seen.options?.policy, ...given.policy };
  given.judge_at ??= seen.judged_at;
  return JSON.parse(native(() => addon.judgeAgain(text, JSON.stringify(given))));
}

function compare(first, second, options) {
  const texts = [toJson('ERR_RDP_INVALID_REPORT', 'first', first), toJson('ERR_RDP_INVALID_REPORT', 'second', second)];
  const { as } = optionsObject(options);
  return JSON.parse(native(() => addon.compare(...texts, as === undefined ? undefined : String(as))));
}

function whatIf(reports, ...changes) {
  const texts = several('reports', reports);
  return JSON.parse(native(() => addon.whatIf(texts, changes.map(String))));
}

function redact(reports) {
  const redacted = native(() => addon.redact(several('reports', reports))).map((text) => JSON.parse(text));
  return Array.isArray(reports) ? redacted : redacted[0];
}

/** One report or several, each as JSON. */
function several(argument, reports) {
  const all = Array.isArray(reports) ? reports : [reports];
  return all.map((report) => toJson('ERR_RDP_INVALID_REPORT', argument, report));
}

function judgeBeside(report, earlier) {
  const texts = [
    toJson('ERR_RDP_INVALID_REPORT', 'report', report),
    toJson('ERR_RDP_INVALID_REPORT', 'earlier', earlier),
  ];
  return JSON.parse(native(() => addon.judgeBeside(...texts)));
}

function merge(places) {
  if (typeof places !== 'object' || places === null) {
    throw misuse('ERR_RDP_INVALID_REPORT', 'places is not an object; write { berlin: reports, paris: reports }');
  }
  const reports = Object.entries(places).flatMap(([place, reports]) => {
    if (typeof reports === 'string' || typeof reports?.[Symbol.iterator] !== 'function') {
      throw misuse('ERR_RDP_INVALID_REPORT', `places.${place} is not a list of reports; write { berlin: reports, paris: reports }`);
    }
    return Array.from(reports, (report) => [place, report]);
  });
  const json = toJson('ERR_RDP_INVALID_REPORT', 'places', reports);
  return JSON.parse(native(() => addon.merge(json)));
}

function render(report, format, options) {
  const text = toJson('ERR_RDP_INVALID_REPORT', 'report', report);
  const json = optionsJson('TextOptions', optionsObject(options));
  const write = Array.isArray(report) ? addon.renderAll : addon.render;
  return native(() => write(text, String(format), json));
}

/**
 * What the native half tells until the work is done. When this ends, in whichever way, the work has been stopped;
 * when it ends because of the signal, its sockets are closed as well.
 */
async function* updates(signal, start) {
  if (signal?.aborted) throw new AbortError(signal);
  const work = native(start);
  const forget = signal && whenAborted(signal, () => work.stop());
  try {
    for (;;) {
      const update = await work.next();
      if (update === null) break;
      if (!signal?.aborted) yield JSON.parse(update);
    }
    if (signal?.aborted) throw new AbortError(signal);
  } finally {
    forget?.();
    work.stop();
  }
}

/** By signal, what is to be stopped: one listener for all, as Node warns of the eleventh. */
const stopping = new WeakMap();

function whenAborted(signal, stop) {
  let stops = stopping.get(signal);
  if (stops === undefined) {
    stops = new Set();
    stopping.set(signal, stops);
    signal.addEventListener('abort', () => stops.forEach((stop) => stop()), { once: true });
  }
  stops.add(stop);
  return () => stops.delete(stop);
}

/** Takes apart what a call is given: what concerns the call, and as `json` what concerns the check. */
function callOptions({ signal, timeoutMs, ...check }, calls) {
  // JSON would leave it out in silence.
  const uncalled = Object.keys(check).find((name) => typeof check[name] === 'function');
  if (uncalled !== undefined) {
    throw misuse('ERR_RDP_INVALID_OPTION', `options.${uncalled} is a function, which is not called here; leave it out`);
  }
  if (signal !== undefined && typeof signal?.addEventListener !== 'function') {
    throw misuse('ERR_RDP_INVALID_OPTION', 'options.signal is not an AbortSignal; write for example controller.signal');
  }
  if (timeoutMs !== undefined) {
    if (typeof timeoutMs !== 'number' || !(timeoutMs > 0 && timeoutMs <= Number.MAX_SAFE_INTEGER)) {
      throw misuse('ERR_RDP_INVALID_OPTION', 'options.timeoutMs is not a time in milliseconds; write for example 30000');
    }
    if (check.timeouts?.budgetMs !== undefined) {
      throw misuse('ERR_RDP_INVALID_OPTION', 'options.timeoutMs and options.timeouts.budgetMs are one; give either');
    }
    check.timeouts = { ...check.timeouts, budgetMs: Math.ceil(timeoutMs) };
  }
  return { signal, json: optionsJson('CheckOptions', check, calls) };
}

/** Options of a judgement, of which only these count. */
function judgedBy(options, known, calls = []) {
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) throw noOption('options', unknown, [...calls, ...known]);
  return optionsJson('CheckOptions', options);
}

/** Options as JSON has them. `calls` are the names that are known besides them. */
function optionsJson(type, options, calls = []) {
  return JSON.stringify(readOptions(type, 'options', options, calls));
}

function optionsObject(options = {}) {
  if (typeof options !== 'object' || options === null) {
    throw misuse('ERR_RDP_INVALID_OPTION', 'options is not an object; write for example { timeoutMs: 30000 }');
  }
  return options;
}

/** A host as text, a .rdp file as its bytes, an endpoint of a list as its JSON. */
function targetArgument(argument, target) {
  if (typeof target === 'string') {
    if (/\.rdp\s*$/i.test(target)) {
      const remedy = "write { rdpFile: readFileSync('work.rdp') } with the file's name";
      throw misuse('ERR_RDP_INVALID_TARGET', `${argument}: '${target}' is the name of a file; ${remedy}`);
    }
    return target;
  }
  if (typeof target?.rdpFile === 'string') return new TextEncoder().encode(target.rdpFile);
  if (isUint8Array(target?.rdpFile)) return target.rdpFile;
  if (typeof target?.host === 'string' && typeof target.profile === 'string') {
    return { entry: toJson('ERR_RDP_INVALID_TARGET', argument, target) };
  }
  if (typeof target?.host === 'string' && typeof target.service === 'string') {
    return { named: toJson('ERR_RDP_INVALID_TARGET', argument, target) };
  }
  throw misuse(
    'ERR_RDP_INVALID_TARGET',
    `${argument} is neither text nor a .rdp file; write 'host', 'host:port' or { rdpFile: text }`,
  );
}

function toJson(code, argument, value) {
  try {
    const json = JSON.stringify(value);
    if (json !== undefined) return json;
  } catch (cause) {
    throw misuse(code, `${argument} cannot be written as JSON: ${cause.message}`, { cause });
  }
  throw misuse(code, `${argument} cannot be written as JSON; write an object`);
}

/** Calls the native half; its errors carry one of our codes, or are a defect. */
function native(call) {
  try {
    return call();
  } catch (error) {
    const known = typeof error?.code === 'string' && error.code.startsWith('ERR_RDP_');
    throw misuse(known ? error.code : 'ERR_RDP_INTERNAL', asWritten(error.message), known ? undefined : { cause: error });
  }
}

function misuse(code, message, options) {
  return new RdpHealthError(code, message, options);
}

module.exports = {
  audit,
  auditScript,
  causes,
  check,
  compare,
  diagnose,
  explain,
  join,
  judgeBeside,
  lint,
  merge,
  parseTarget,
  primaryFinding,
  profile,
  readCertificate,
  readTargets,
  redact,
  render,
  scan,
  watch,
  whatIf,
  RdpHealthError,
};
