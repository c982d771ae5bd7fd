// Starts `npm run web` for a test, with a settings file of its own.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const home = fileURLToPath(new URL('..', import.meta.url));

/** The address it prints, its settings file, and what ends it. */
export async function startWeb(settings) {
  const folder = await mkdtemp(path.join(tmpdir(), 'rdp-health-'));
  const file = path.join(folder, 'dashboard.json');
  await writeFile(file, JSON.stringify(settings));
  const child = spawn(process.execPath, ['web/server.mjs', file], { cwd: home, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const [url] = await Promise.race([once(lines, 'line'), once(lines, 'close')]);
  if (url === undefined) throw new Error('the web server has ended');
  const close = async () => {
    child.kill();
    await once(child, 'exit');
    await rm(folder, { recursive: true });
  };
  return { url, file, close };
}
