// Ends workers in the middle of what they do, again and again: a crash ends this process, which nothing else does.
//
//     node testing/ends.mjs HOW TURNS AT_ONCE TARGET…
//
// HOW is one of those below, or `mixed`. Prints what happened as JSON.

import { fileURLToPath } from 'node:url';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

import { check, scan, watch } from 'rdp-health';

/** Whether it ends by itself, and by which exit code; what it does; whether the end waits for the first report. */
const HOW = {
  'mid-check': { work: 'check' },
  'mid-scan': { work: 'scan' },
  'first-message': { work: 'scan', atReport: true },
  exit: { work: 'scan', code: 3, end: () => process.exit(3) },
  'exit-at-report': { work: 'scan', atReport: true, code: 3, end: () => process.exit(3) },
  throw: { work: 'scan', code: 1, end: () => raise() },
  'throw-at-report': { work: 'scan', atReport: true, code: 1, end: () => raise() },
};

const QUICK = { depth: 'quick', pacingMs: 0 };

function raise() {
  throw new Error('on purpose');
}

const WORK = {
  async *check(targets) {
    const watched = watch(targets[0], { ...QUICK, intervalMs: 1 });
    for (;;) {
      const checks = targets.map((target) => check(target, { ...QUICK, onEvent: () => {} }));
      yield (await watched.next()).value.report;
      yield* await Promise.all(checks);
    }
  },
  async *scan(targets) {
    const many = Array.from({ length: 100 }, () => targets).flat();
    for (;;) yield* scan(many, QUICK);
  },
};

async function work({ how, targets, delay }) {
  const { work, atReport, end } = HOW[how];
  const reports = WORK[work](targets);
  const first = reports.next();
  parentPort.postMessage('begun');
  if (end && !atReport) setTimeout(end, delay);
  await first;
  parentPort.postMessage('report');
  if (end && atReport) end();
  for await (const report of reports) parentPort.postMessage(report.verdict);
}

/** One worker, from its start to its end. Whether it had reported. */
async function turn(how, targets, delay) {
  const { atReport = false, end, code = 1 } = HOW[how];
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { how, targets, delay } });
  let reported = false;
  const exit = new Promise((resolve) => worker.once('exit', resolve));
  worker.on('error', (error) => {
    if (error.message === 'on purpose') return;
    console.error(error);
    process.exit(1);
  });
  worker.on('message', (message) => {
    const report = message !== 'begun';
    if (!end && !reported && report === atReport) setTimeout(() => worker.terminate(), atReport ? 0 : delay);
    reported ||= report;
  });
  const ended = await exit;
  if (ended !== code) throw new Error(`${how}: the worker ended with ${ended}, not with ${code}`);
  return reported;
}

async function main([how, turns, atOnce, ...targets]) {
  const hows = how === 'mixed' ? Object.keys(HOW) : [how];
  const ended = { turns: 0, reported: 0 };
  let begun = 0;
  const lane = async () => {
    while (begun < turns) {
      const index = begun++;
      // Spread over the time in which a check of the lab's hosts runs.
      const reported = await turn(hows[index % hows.length], targets, (index * 7) % 23);
      ended.turns += 1;
      ended.reported += Number(reported);
    }
  };
  await Promise.all(Array.from({ length: Number(atOnce) }, lane));
  // The end of the others is not the end of this one's work.
  ended.afterwards = (await check('127.0.0.1:1', QUICK)).primary;
  console.log(JSON.stringify(ended));
}

await (isMainThread ? main(process.argv.slice(2)) : work(workerData));
