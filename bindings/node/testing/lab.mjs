// Hosts that misbehave on request, for the tests: the same lab and the same scenarios as Rust's and Python's tests.

import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const scenarios = path.join(root, 'tests/scenarios');

/** Options as JSON has them, with JavaScript's names. */
function inJavaScript(options) {
  if (Array.isArray(options)) return options.map(inJavaScript);
  if (typeof options !== 'object' || options === null) return options;
  const named = Object.entries(options).map(([name, value]) => [
    name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase()),
    inJavaScript(value),
  ]);
  return Object.fromEntries(named);
}

/** The names of all scenarios. */
export function names() {
  return readdirSync(scenarios)
    .filter((name) => name.endsWith('.toml'))
    .map((name) => path.basename(name, '.toml'));
}

/**
 * Starts the hosts of scenarios, and real servers by names such as `real:xrdp`. The result, by name, is what lab-server
 * prints of each: target, rdp_file, options, expect and report; `close` ends them, and so does the end of this process.
 */
export async function play(...wanted) {
  const target = process.env.CARGO_TARGET_DIR ?? path.join(root, 'target');
  const program = path.join(target, 'debug', process.platform === 'win32' ? 'lab-server.exe' : 'lab-server');
  if (!existsSync(program)) throw new Error(`run: cargo build -p rdp-health-tests --bin lab-server`);
  const files = wanted.map((name) => (name.startsWith('real:') ? name : path.join(scenarios, `${name}.toml`)));
  const child = spawn(program, files, { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const hosts = {};
  for await (const line of createInterface({ input: child.stdout })) {
    const host = JSON.parse(line);
    host.options = inJavaScript(host.options);
    hosts[host.scenario] = host;
    if (Object.keys(hosts).length === wanted.length) break;
  }
  if (Object.keys(hosts).length !== wanted.length) throw new Error(`lab-server exited with ${await exited}`);
  const close = () => {
    child.stdin.end();
    return exited;
  };
  return { hosts, close };
}
