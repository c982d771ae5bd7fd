// node status.mjs HOST…
//
// An HTTP endpoint for a status page: GET /status gives every host's last verdict as JSON, with the age of what it
// rests on; the answer is 200 while all are healthy or degraded and 503 otherwise. Hosts are checked every minute and
// not on request, so that no request can make this program knock at them.

import { createServer } from 'node:http';
import { scan } from 'rdp-health';

const EVERY_MS = 60_000;
const hosts = process.argv.slice(2);
if (hosts.length === 0) {
  console.error('usage: node status.mjs HOST…');
  process.exit(2);
}

/** @type {Map<string, import('rdp-health').Report>} */
const reports = new Map();

async function checkAll() {
  for await (const report of scan(hosts, { timeoutMs: EVERY_MS / 2 })) {
    reports.set(`${report.target.host}:${report.target.port}`, report);
  }
  setTimeout(checkAll, EVERY_MS);
}

const server = createServer((request, response) => {
  if (request.url !== '/status') {
    response.writeHead(404).end();
    return;
  }
  const status = [...reports].map(([host, { verdict, primary, summary, started_at }]) => {
    return { host, verdict, primary, summary, age_s: Math.round((Date.now() - Date.parse(started_at)) / 1000) };
  });
  const working = status.filter(({ verdict }) => verdict === 'healthy' || verdict === 'degraded');
  const fine = working.length === hosts.length;
  response.writeHead(fine ? 200 : 503, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(status));
});

server.listen(Number(process.env.PORT ?? 8080), process.env.HOST ?? '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') console.log(`http://${address.address}:${address.port}/status`);
});
await checkAll();
