// @ts-check
// npm run web: the same page over the same contract, in a browser on this computer.
//
// The server listens on loopback only. Every request has to show the token that it printed when it
// started, as instead of the preload bridge; the page's files are no secret. A name that leads to this computer but is
// not its own (DNS rebinding) is turned away.

import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';

import { start } from '../monitor/service.mjs';
import { SettingsError } from '../monitor/settings.mjs';
import { HEADERS, pageFile } from '../page.mjs';

const MOST_BYTES = 4096;

const [settings = 'dashboard.json'] = process.argv.slice(2);
const token = randomBytes(24).toString('base64url');

/** @type {Set<import('node:http').ServerResponse>} Pages that listen. */
const listeners = new Set();
/** @param {import('../contract.js').Change} change */
const line = (change) => `${JSON.stringify(change)}\n`;

const service = await start(settings, (change) => {
  for (const response of listeners) response.write(line(change));
}).catch((error) => {
  if (!(error instanceof SettingsError)) throw error;
  console.error(`error: ${error.message}`);
  process.exit(2);
});
if (service.isNew) console.error(`${settings} does not exist yet: the list begins empty, and is kept there`);

const server = createServer((request, response) => {
  // A client that goes away in the middle of its request is no failure.
  handle(request, response).catch(() => response.destroy());
});

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
async function handle(request, response) {
  const [pathname = '/'] = (request.url ?? '/').split('?');
  const own = [`127.0.0.1:${port()}`, `localhost:${port()}`];
  if (!own.includes(request.headers.host ?? '')) {
    response.writeHead(421).end();
    return;
  }
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  const asked = `${request.method} ${pathname}`;
  if (asked === 'GET /changes' || asked === 'POST /call') {
    if (!hasToken(request.headers.authorization)) response.writeHead(401).end();
    else if (asked === 'GET /changes') listen(response);
    else await answer(request, response);
    return;
  }
  const file =
    pathname === '/bridge.mjs'
      ? { type: 'text/javascript; charset=utf-8', body: await readFile(new URL('bridge.mjs', import.meta.url), 'utf8') }
      : await pageFile(pathname);
  if (request.method !== 'GET' || file === null) response.writeHead(404).end();
  else response.writeHead(200, { 'content-type': file.type }).end(file.body);
}

function port() {
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : 0;
}

/** @param {string | undefined} authorization */
function hasToken(authorization) {
  const given = Buffer.from(authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/**
 * Changes, a JSON text per line, for as long as the page listens.
 *
 * @param {import('node:http').ServerResponse} response
 */
function listen(response) {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  response.write(line(service.list()));
  listeners.add(response);
  response.once('close', () => listeners.delete(response));
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
async function answer(request, response) {
  let body = '';
  for await (const piece of request.setEncoding('utf8')) {
    body += piece;
    if (body.length > MOST_BYTES) {
      response.writeHead(413, { connection: 'close' }).end();
      return;
    }
  }
  let asked;
  try {
    asked = JSON.parse(body);
  } catch {
    response.writeHead(400).end();
    return;
  }
  const result = await service.answer(asked?.method, asked?.argument);
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result));
}

server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${port()}/#token=${token}`);
});
