// @ts-check
// The files of the page and the policy they are served with, for Electron's own scheme and for the web server.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The page's own files and nothing else: no inline script or style, no frame, no form that goes anywhere. */
export const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

const folder = fileURLToPath(new URL('renderer/', import.meta.url));

/** @type {Record<string, string>} */
const TYPES = { '.html': 'text/html', '.mjs': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

/**
 * A file of the page by the path of its URL, or `null`.
 *
 * @param {string} pathname
 */
export async function pageFile(pathname) {
  try {
    const file = path.join(folder, pathname === '/' ? 'index.html' : decodeURIComponent(pathname));
    const type = TYPES[path.extname(file)];
    if (type === undefined || !file.startsWith(folder)) return null;
    return { type: `${type}; charset=utf-8`, body: await readFile(file, 'utf8') };
  } catch {
    // No such file, or not a path.
    return null;
  }
}
