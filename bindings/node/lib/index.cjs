'use strict';

// The package's face: it checks what it is given, hands it to the native half and makes plain objects of the JSON
// that comes back. What a field of an option or a report means is not known here.

const { isUint8Array } = require('node:util/types');

const { AbortError, RdpHealthError } = require('./errors.cjs');
const { addon } = require('./addon.cjs');

/** As many as the command line checks at a time. */
const CONCURRENCY = 16;

async function check(target, options) {
  const { onEvent, ...call } = optionsObject(options);
  const { signal, json } = callOptions(call);
  if (onEvent !== undefined && typeof onEvent !== 'function') {
    throw misuse('ERR_RDP_INVALID_OPTION', 'options.onEvent is no function; leave it out to hear of no events');
  }
  const given = targetArgument('target', target);
  for await (const update of updates(signal, () => addon.check(given, json))) {
    if (update.report !== undefined) return update.report;
    onEvent?.(update);
  }
  throw misuse('ERR_RDP_INTERNAL', 'the check ended without a report');
}

async function* scan(targets, options) {
  const { concurrency = CONCURRENCY, ...call } = optionsObject(options);
  const { signal, json } = callOptions(call);
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 0xffffffff) {
    throw misuse('ERR_RDP_INVALID_OPTION', 'options.concurrency is no whole number from 1 on; write for example 16');
  }
  if (typeof targets === 'string' || typeof targets?.[Symbol.iterator] !== 'function') {
    throw misuse('ERR_RDP_INVALID_TARGET', "targets is no list; write for example ['srv01', 'srv02:3390']");
  }
  const given = Array.from(targets, (target, index) => targetArgument(`targets[${index}]`, target));
  for await (const update of updates(signal, () => addon.scan(given, json, concurrency))) yield update.report;
}

function parseTarget(target) {
  const given = targetArgument('target', target);
  return JSON.parse(native(() => addon.parseTarget(given)));
}

function profile(name) {
  if (typeof name === 'string') return JSON.parse(native(() => addon.profile(name)));
  if (typeof name?.toml === 'string') return JSON.parse(native(() => addon.readProfile(name.toml)));
  throw misuse('ERR_RDP_INVALID_TARGET', "name is neither text nor a list; write 'avd' or { toml: text }");
}

function explain(code) {
  if (typeof code !== 'string' && typeof code !== 'number') {
    throw misuse('ERR_RDP_UNKNOWN_CODE', "code is neither text nor a number; write for example '0x904/0x7'");
  }
  return JSON.parse(native(() => addon.explain(String(code))));
}

function diagnose(report, options) {
  const { policy, judge_at = report?.judged_at } = optionsObject(options);
  const text = toJson('ERR_RDP_INVALID_REPORT', 'report', report);
  const json = toJson('ERR_RDP_INVALID_OPTION', 'options', { policy, judge_at });
  return JSON.parse(native(() => addon.diagnose(text, json)));
}

function render(report, format, options) {
  const text = toJson('ERR_RDP_INVALID_REPORT', 'report', report);
  const json = toJson('ERR_RDP_INVALID_OPTION', 'options', optionsObject(options));
  return native(() => addon.render(text, String(format), json));
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
function callOptions({ signal, timeoutMs, ...check }) {
  // JSON would leave it out in silence.
  const uncalled = Object.keys(check).find((name) => typeof check[name] === 'function');
  if (uncalled !== undefined) {
    throw misuse('ERR_RDP_INVALID_OPTION', `options.${uncalled} is a function, which is not called here; leave it out`);
  }
  if (signal !== undefined && typeof signal?.addEventListener !== 'function') {
    throw misuse('ERR_RDP_INVALID_OPTION', 'options.signal is no AbortSignal; write for example controller.signal');
  }
  if (timeoutMs !== undefined) {
    if (typeof timeoutMs !== 'number' || !(timeoutMs > 0 && timeoutMs <= Number.MAX_SAFE_INTEGER)) {
      throw misuse('ERR_RDP_INVALID_OPTION', 'options.timeoutMs is no time in milliseconds; write for example 30000');
    }
    if (check.timeouts?.budget_ms !== undefined) {
      throw misuse('ERR_RDP_INVALID_OPTION', 'options.timeoutMs and options.timeouts.budget_ms are one; give either');
    }
    check.timeouts = { ...check.timeouts, budget_ms: Math.ceil(timeoutMs) };
  }
  return { signal, json: toJson('ERR_RDP_INVALID_OPTION', 'options', check) };
}

function optionsObject(options = {}) {
  if (typeof options !== 'object' || options === null) {
    throw misuse('ERR_RDP_INVALID_OPTION', 'options is no object; write for example { timeoutMs: 30000 }');
  }
  return options;
}

/** A host as text, a .rdp file as its bytes, an endpoint of a list as its JSON. */
function targetArgument(argument, target) {
  if (typeof target === 'string') return target;
  if (typeof target?.rdpFile === 'string') return new TextEncoder().encode(target.rdpFile);
  if (isUint8Array(target?.rdpFile)) return target.rdpFile;
  if (typeof target?.host === 'string' && typeof target.profile === 'string') {
    return { entry: toJson('ERR_RDP_INVALID_TARGET', argument, target) };
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
  throw misuse(code, `${argument} is nothing that JSON knows; write an object`);
}

/** Calls the native half; its errors carry one of our codes, or are a defect. */
function native(call) {
  try {
    return call();
  } catch (error) {
    const known = typeof error?.code === 'string' && error.code.startsWith('ERR_RDP_');
    throw misuse(known ? error.code : 'ERR_RDP_INTERNAL', error.message, known ? undefined : { cause: error });
  }
}

function misuse(code, message, options) {
  return new RdpHealthError(code, message, options);
}

module.exports = { check, scan, parseTarget, profile, explain, diagnose, render, RdpHealthError };
