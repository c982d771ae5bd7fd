// As much of Electron as the main process uses, for tests on a machine without it: events go where Electron sends them,
// and the utility process is a real process of Node's.

import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const userData = mkdtempSync(path.join(tmpdir(), 'rdp-health-'));

/** What the test looks at: what was registered, and every message to the page. */
export const seen = { handlers: {}, schemes: {}, children: [], toPage: new EventEmitter(), windows: [] };

export const app = Object.assign(new EventEmitter(), {
  enableSandbox() {
    seen.sandbox = true;
  },
  getPath: () => userData,
  quit: () => seen.children.at(-1)?.kill(),
  requestSingleInstanceLock: () => true,
});

export const ipcMain = Object.assign(new EventEmitter(), {
  handle(channel, handler) {
    seen.handlers[channel] = handler;
  },
});

export const protocol = {
  registerSchemesAsPrivileged() {},
  handle(scheme, handler) {
    seen.schemes[scheme] = handler;
  },
};

export const session = {
  defaultSession: {
    setPermissionRequestHandler(handler) {
      seen.permission = handler;
    },
  },
};

export class BrowserWindow {
  webContents = { send: (channel, message) => seen.toPage.emit(channel, message) };

  constructor(options) {
    this.options = options;
    seen.windows.push(this);
  }

  static getAllWindows() {
    return seen.windows;
  }

  setMenuBarVisibility() {}

  async loadURL(url) {
    this.url = url;
  }
}

/** The port to the parent, as a utility process has it. */
const PARENT_PORT = `process.parentPort = {
  on: (event, listener) => process.on(event, (data) => listener({ data })),
  postMessage: (message) => process.send(message),
};`;

export const utilityProcess = {
  fork(file, args) {
    const child = fork(file, args, { execArgv: ['--import', `data:text/javascript,${encodeURIComponent(PARENT_PORT)}`] });
    seen.children.push(child);
    return Object.assign(child, { postMessage: (message) => child.send(message) });
  },
};
