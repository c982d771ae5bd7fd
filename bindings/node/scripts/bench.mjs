// npm run bench: what 2 000 checks of a lab host cost this process, in memory and in blocked event loop.

import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { readdirSync } from 'node:fs';

import { check, scan } from 'rdp-health';
import { play } from '../testing/lab.mjs';

const CHECKS = 2000;
const WARM_UP = 500;

const lab = await play('healthy-nla-windows-default');
const { target, options } = lab.hosts['healthy-nla-windows-default'];
const quick = { ...options, depth: 'quick' };
const threads = () => (process.platform === 'linux' ? readdirSync('/proc/self/task').length : undefined);
const mib = (bytes) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;

async function checks(count) {
  for await (const report of scan(Array(count).fill(target), { ...quick, concurrency: 32 })) {
    if (report.verdict !== 'healthy') throw new Error(report.summary);
  }
}

function memory() {
  globalThis.gc?.();
  return process.memoryUsage();
}

await checks(WARM_UP);
const before = memory();
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const began = performance.now();
await checks(CHECKS);
const elapsed = performance.now() - began;
delay.disable();
const after = memory();

const turns = performance.now();
await Promise.all(Array.from({ length: 64 }, () => check(target, quick)));
const burst = performance.now() - turns;

console.log(`${CHECKS} checks in ${(elapsed / 1000).toFixed(2)} s, ${(elapsed / CHECKS).toFixed(2)} ms each`);
console.log(`event loop blocked: longest ${(delay.max / 1e6).toFixed(1)} ms, mean ${(delay.mean / 1e6).toFixed(2)} ms`);
console.log(`resident memory: ${mib(before.rss)} before, ${mib(after.rss)} after`);
console.log(`JavaScript heap: ${mib(before.heapUsed)} before, ${mib(after.heapUsed)} after`);
console.log(`64 checks at once: ${burst.toFixed(0)} ms; threads: ${threads() ?? 'not counted here'}`);
await lab.close();
