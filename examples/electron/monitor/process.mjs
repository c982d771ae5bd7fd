// @ts-check
// The utility process: checks, and talks with the main process. The native half of rdp-health is loaded here only.

import { start } from './service.mjs';
import { SettingsError } from './settings.mjs';

const [file = 'dashboard.json'] = process.argv.slice(2);
const { parentPort } = process;

const service = await start(file, (change) => parentPort.postMessage({ change })).catch((error) => {
  if (!(error instanceof SettingsError)) throw error;
  // The main process starts this one again until the file is fixed; the page says what to fix.
  parentPort.postMessage({ change: { kind: 'lost', problem: error.message } });
  process.exitCode = 1;
});
if (service !== undefined) serve(service);

/** @param {Awaited<ReturnType<typeof start>>} service */
function serve(service) {
  parentPort.on('message', async ({ data }) => {
    if (data.call === undefined) parentPort.postMessage({ change: service.list() });
    else parentPort.postMessage({ call: data.call, answer: await service.answer(data.method, data.argument) });
  });
  parentPort.postMessage({ change: service.list() });
}
