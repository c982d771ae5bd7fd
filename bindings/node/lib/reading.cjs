'use strict';

// How options become what JSON has. What each takes is generated (options.cjs); what is wrong with one is said by its path,
// and with what to write instead.

const { inspect } = require('node:util');

const { RdpHealthError } = require('./errors.cjs');
const OPTIONS = require('./options.cjs');

/** An object of options of this type. `calls` are the names that are known besides them. */
function readOptions(type, path, options, calls = []) {
  const known = OPTIONS[type];
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw wrong(path, options, `an object, for example { ${Object.keys(known)[0]}: … }`);
  }
  for (const [name, [, , is]] of Object.entries(known)) {
    if (is === 'required' && options[name] === undefined) {
      throw misuse(`${path} has no ${name}; write { ${Object.keys(known).join(', ')} }`);
    }
  }
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([name, value]) => {
      if (!Object.hasOwn(known, name)) throw noOption(path, name, [...calls, ...Object.keys(known)]);
      const [inJson, kind, is] = known[name];
      return [inJson, value === null && is === 'nullable' ? null : read(kind, `${path}.${name}`, value)];
    }),
  );
}

/** A value of this kind: what options.cjs has for an option. */
function read(kind, path, value) {
  if (typeof kind === 'number') {
    if (Number.isInteger(value) && value >= 0 && value <= kind) return value;
    throw wrong(path, value, `a whole number from 0 to ${kind}`);
  }
  if (Array.isArray(kind)) {
    if (kind.includes(value)) return value;
    const others = kind.map((one) => `'${one}'`);
    const last = others.pop();
    throw wrong(path, value, others.length === 0 ? last : `${others.join(', ')} or ${last}`);
  }
  if (typeof kind === 'string') return readPlain(kind, path, value);
  if (kind.of !== undefined) return readOptions(kind.of, path, value);
  if (!Array.isArray(value)) throw wrong(path, value, 'an array');
  return value.map((each, index) => read(kind.many, `${path}[${index}]`, each));
}

function readPlain(kind, path, value) {
  const isDate = value instanceof Date && !Number.isNaN(value.getTime());
  const [fits, remedy] = {
    text: [typeof value === 'string', 'text'],
    truth: [typeof value === 'boolean', 'true or false'],
    moment: [typeof value === 'string' || isDate, 'a Date, or text such as 2026-01-31T12:00:00Z'],
  }[kind];
  if (!fits) throw wrong(path, value, remedy);
  return value;
}

/** The path of an option in a message, which the native half names as JSON or Rust does, as it is written here. */
function asWritten(message) {
  return message.replace(/^options((?:\.\w+|\[\d+\])+)/, (_, path) => {
    let type = OPTIONS.CheckOptions;
    const written = path.replace(/\.(\w+)/g, (_, part) => {
      const all = { ...OPTIONS.TextOptions, ...OPTIONS.WatchOptions, ...OPTIONS.ScanOptions, ...type };
      const [name, [, kind]] = Object.entries(all).find(([, [inJson]]) => [part, `${part}_ms`].includes(inJson)) ?? [part, []];
      type = OPTIONS[kind?.of ?? kind?.many?.of] ?? {};
      return `.${name}`;
    });
    return `options${written}`;
  });
}

function noOption(path, name, known) {
  const meant = name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
  const hint = known.includes(meant) ? `write ${meant}` : `there are ${known.join(', ')}`;
  return misuse(`${path}.${name} is not an option; ${hint}`);
}

function wrong(path, value, remedy) {
  const shown = inspect(value, { depth: 1, breakLength: Infinity });
  return misuse(`${path} is ${shown.length < 60 ? shown : `a long ${typeof value}`}; write ${remedy}`);
}

function misuse(message) {
  return new RdpHealthError('ERR_RDP_INVALID_OPTION', message);
}

module.exports = { asWritten, noOption, readOptions };
