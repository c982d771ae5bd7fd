// @ts-check
'use strict';

// All that the page gets of Electron: the four functions of the contract. Never ipcRenderer itself.

const { contextBridge, ipcRenderer } = require('electron');

/** @type {import('../contract.js').Bridge} */
const bridge = {
  subscribe(listener) {
    /** @param {unknown} _event @param {import('../contract.js').Change} change */
    const hear = (_event, change) => listener(change);
    ipcRenderer.on('change', hear);
    ipcRenderer.send('subscribe');
    return () => ipcRenderer.off('change', hear);
  },
  add: (target) => ipcRenderer.invoke('call', 'add', target),
  remove: (id) => ipcRenderer.invoke('call', 'remove', id),
  check: (id) => ipcRenderer.invoke('call', 'check', id),
};

contextBridge.exposeInMainWorld('rdpHealth', bridge);
