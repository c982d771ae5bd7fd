// node watch.mjs HOSTS.txt [SECONDS]
//
// Watches the hosts of a file, one per line, and prints a line whenever one changes. Ctrl-C ends it.

import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { scan } from 'rdp-health';

const [file, seconds = '60'] = process.argv.slice(2);
if (file === undefined || !(Number(seconds) >= 0)) {
  console.error('usage: node watch.mjs HOSTS.txt [SECONDS]');
  process.exit(2);
}

/** Text in UTF-8, or in UTF-16 as Notepad and Windows PowerShell write it. @param {Buffer} bytes */
function decode(bytes) {
  const marks = { 'utf-16le': [0xff, 0xfe], 'utf-16be': [0xfe, 0xff] };
  const utf16 = Object.entries(marks).find(([, [first, second]]) => bytes[0] === first && bytes[1] === second);
  return new TextDecoder(utf16?.[0] ?? 'utf-8', { fatal: true }).decode(bytes);
}

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
const { signal } = stop;

/** @type {Map<string, string>} What was printed last of each host. */
const last = new Map();
try {
  for (;;) {
    // Read again each time: the list may change while it is watched.
    const text = decode(await readFile(file));
    const lines = text.split('\n').map((line) => line.replace(/#.*/, '').trim());
    for await (const report of scan(lines.filter(Boolean), { signal })) {
      const host = `${report.target.host}:${report.target.port}`;
      const state = `${report.verdict} ${report.primary ?? ''}`.trim();
      if (last.get(host) !== state) console.log(`${report.started_at}  ${host}  ${state}\n    ${report.summary}`);
      last.set(host, state);
    }
    await setTimeout(Number(seconds) * 1000, undefined, { signal });
  }
} catch (error) {
  if (!signal.aborted) throw error;
}
