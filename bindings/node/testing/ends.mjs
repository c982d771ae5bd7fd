// Ends workers in the middle of what they do, again and again: a crash ends this process, which nothing else does.
//
//     node testing/ends.mjs HOW TURNS AT_ONCE TARGET…
//
// HOW is one of those below, or `all`, each of which then has its TURNS. Prints what happened as JSON.

import { fileURLToPath } from 'node:url';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

// Only workers load the package: with the last of them its image would go, under the feet of its threads.
const { check, scan, watch } = isMainThread ? {} : await import('rdp-health');

/** What the worker does; what it ends itself with, and the exit code of that; when the end waits for the first report. */
const HOW = {
  'mid-check': { work: 'check', atReport: () => false },
  'mid-scan': { work: 'scan', atReport: () => false },
  'first-message': { work: 'scan', atReport: () => true },
  exit: { work: 'scan', atReport: (index) => index % 2 === 0, code: 3, end: () => process.exit(3) },
  throw: { work: 'scan', atReport: (index) => index % 2 === 0, code: 1, end: () => raise() },
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

async function work({ how, index, delay, targets }) {
  const { work, end, atReport } = HOW[how];
  const reports = WORK[work](targets);
  const first = reports.next();
  parentPort.postMessage('begun');
  if (end && !atReport(index)) setTimeout(end, delay);
  await first;
  parentPort.postMessage('report');
  if (end && atReport(index)) end();
  for await (const report of reports) parentPort.postMessage(report.verdict);
}

/** One worker, from its start to its end. Whether it had reported. */
async function turn(how, index, targets) {
  const { end, code = 1, atReport } = HOW[how];
  // Spread over the time in which a check of the lab's hosts runs.
  const delay = (index * 7) % 23;
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { how, index, delay, targets } });
  let reported = false;
  const exit = new Promise((resolve) => worker.once('exit', resolve));
  worker.on('error', (error) => {
    if (error.message === 'on purpose') return;
    console.error(error);
    process.exit(1);
  });
  worker.on('message', (message) => {
    const report = message !== 'begun';
    if (!end && !reported && report === atReport(index)) setTimeout(() => worker.terminate(), report ? 0 : delay);
    reported ||= report;
  });
  const ended = await exit;
  if (ended !== code) throw new Error(`${how}: the worker ended with ${ended}, not with ${code}`);
  return reported;
}

async function main([how, turns, atOnce, ...targets]) {
  const hows = how === 'all' ? Object.keys(HOW) : [how];
  const ended = Object.fromEntries(hows.map((how) => [how, { turns: 0, reported: 0 }]));
  let begun = 0;
  const lane = async () => {
    while (begun < turns * hows.length) {
      const how = hows[begun % hows.length];
      const index = Math.floor(begun / hows.length);
      begun += 1;
      const reported = await turn(how, index, targets);
      ended[how].turns += 1;
      ended[how].reported += Number(reported);
    }
  };
  await Promise.all(Array.from({ length: Number(atOnce) }, lane));
  // Their ends are not the end of the main thread's work.
  const { check } = await import('rdp-health');
  const { primary } = await check('127.0.0.1:1', QUICK);
  console.log(JSON.stringify({ ended, primary }));
}

await (isMainThread ? main(process.argv.slice(2)) : work(workerData));
