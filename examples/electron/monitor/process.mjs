// @ts-check
// The utility process: checks, and talks with the main process. The native half of rdp-health is loaded here only.

import { start } from './service.mjs';

const [file = 'dashboard.json'] = process.argv.slice(2);
const { parentPort } = process;

const service = await start(file, (change) => parentPort.postMessage({ change }));
parentPort.on('message', async ({ data }) => {
  if (data.call === undefined) parentPort.postMessage({ change: service.list() });
  else parentPort.postMessage({ call: data.call, answer: await service.answer(data.method, data.argument) });
});
parentPort.postMessage({ change: service.list() });
