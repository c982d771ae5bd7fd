// @ts-check
// The main process: one window, one utility process, and the messages between them. It checks nothing itself.

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { BrowserWindow, app, ipcMain, protocol, session, utilityProcess } from 'electron';

import { HEADERS, pageFile } from '../page.mjs';

const ORIGIN = 'app://dashboard';
/** @param {string} relative */
const here = (relative) => fileURLToPath(new URL(relative, import.meta.url));

app.enableSandbox();
protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }]);
if (!app.requestSingleInstanceLock()) app.exit();

/** @type {Electron.UtilityProcess | null} */
let child = null;
/** @type {Map<number, (answer: import('../contract.js').Answer) => void>} */
const calls = new Map();
let lastCall = 0;

/** @param {import('../contract.js').Change} change */
function tellPage(change) {
  for (const window of BrowserWindow.getAllWindows()) window.webContents.send('change', change);
}

/** Starts the process that checks. A crash there costs the page nothing but a moment in which it is not live. */
function startChild() {
  const settings = path.join(app.getPath('userData'), 'dashboard.json');
  child = utilityProcess.fork(here('../monitor/process.mjs'), [settings], { serviceName: 'rdp-health' });
  child.on('message', ({ change, call, answer }) => {
    if (change !== undefined) tellPage(change);
    else calls.get(call)?.(answer);
    calls.delete(call);
  });
  child.once('exit', () => {
    child = null;
    if (BrowserWindow.getAllWindows().length === 0) return;
    tellPage({ kind: 'lost' });
    for (const answer of calls.values()) {
      answer({ ok: false, code: 'ERR_BRIDGE', message: 'The process that checks has ended.' });
    }
    calls.clear();
    setTimeout(startChild, 1000);
  });
}

/** Only our own page may ask. @param {Electron.WebFrameMain | null} frame */
function isOurs(frame) {
  return frame !== null && frame.parent === null && frame.origin === ORIGIN;
}

ipcMain.on('subscribe', ({ senderFrame }) => {
  if (isOurs(senderFrame)) child?.postMessage({});
});

ipcMain.handle('call', ({ senderFrame }, method, argument) => {
  const refused = { ok: false, code: 'ERR_BRIDGE', message: 'The process that checks cannot be reached.' };
  if (!isOurs(senderFrame) || child === null) return refused;
  const call = (lastCall += 1);
  child.postMessage({ call, method, argument });
  return new Promise((resolve) => calls.set(call, resolve));
});

app.on('web-contents-created', (_event, contents) => {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
});

async function open() {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  protocol.handle('app', async (request) => {
    const { host, pathname } = new URL(request.url);
    const file = host === 'dashboard' ? await pageFile(pathname) : null;
    if (file === null) return new Response(null, { status: 404 });
    return new Response(file.body, { headers: { ...HEADERS, 'content-type': file.type } });
  });
  startChild();
  const window = new BrowserWindow({
    width: 1180,
    height: 800,
    webPreferences: {
      preload: here('preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
    },
  });
  window.setMenuBarVisibility(false);
  app.on('second-instance', () => window.focus());
  await window.loadURL(`${ORIGIN}/`);
}

// Not "await app.whenReady()": Electron is ready only after this module has been evaluated.
app.once('ready', () => void open());
app.on('window-all-closed', () => app.quit());
