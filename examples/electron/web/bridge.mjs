// @ts-check
// The contract over HTTP, for a page in a plain browser. In Electron the preload script stands here.

/** @typedef {import('../contract.js').Answer} Answer */
/** @typedef {import('../contract.js').Change} Change */

const RETRY_MS = 1000;
const FRAGMENT = '#token=';

/** The token comes in the address, once: a reload finds it in the tab, and no one over the shoulder. */
function token() {
  if (location.hash.startsWith(FRAGMENT)) {
    sessionStorage.setItem('token', location.hash.slice(FRAGMENT.length));
    history.replaceState(null, '', location.pathname);
  }
  return sessionStorage.getItem('token') ?? '';
}

/** @returns {import('../contract.js').Bridge} */
export function connect() {
  const headers = { authorization: `Bearer ${token()}` };

  /**
   * @param {import('../contract.js').Method} method
   * @param {string} argument
   * @returns {Promise<Answer>}
   */
  async function call(method, argument) {
    try {
      const response = await fetch('/call', { method: 'POST', headers, body: JSON.stringify({ method, argument }) });
      if (response.ok) return await response.json();
      const message = `The server refused (${response.status}); open its address again.`;
      return { ok: false, code: 'ERR_BRIDGE', message };
    } catch {
      return { ok: false, code: 'ERR_BRIDGE', message: 'The server cannot be reached; is it still running?' };
    }
  }

  return {
    subscribe(listener) {
      const end = new AbortController();
      void follow(headers, listener, end.signal);
      return () => end.abort();
    },
    add: (target) => call('add', target),
    remove: (id) => call('remove', id),
    check: (id) => call('check', id),
  };
}

/**
 * Listens until told to end, and comes back after every interruption.
 *
 * @param {Record<string, string>} headers
 * @param {(change: Change) => void} listener
 * @param {AbortSignal} signal
 */
async function follow(headers, listener, signal) {
  while (!signal.aborted) {
    try {
      const response = await fetch('/changes', { headers, signal });
      if (response.ok && response.body !== null) await readLines(response.body, (line) => listener(JSON.parse(line)));
    } catch {
      // Whichever way it ended, it is over.
    }
    if (signal.aborted) return;
    listener({ kind: 'lost' });
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

/**
 * @param {ReadableStream<Uint8Array>} body
 * @param {(line: string) => void} hear
 */
async function readLines(body, hear) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(hear);
  }
}
