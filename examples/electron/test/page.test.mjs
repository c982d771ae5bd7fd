// The page in a real browser, against hosts of the lab and a real xrdp. It leaves a picture in test-results.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import net from 'node:net';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';
import { play } from '../../../bindings/node/testing/lab.mjs';
import { startWeb } from './web.mjs';

const pictures = fileURLToPath(new URL('../test-results/', import.meta.url));
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Stands before a host, so that it can be exchanged for another one at the same address. */
async function frontFor(target) {
  const front = net.createServer((client) => {
    const [host, port] = front.target.split(':');
    const behind = net.connect(Number(port), host);
    for (const [one, other] of [[client, behind], [behind, client]]) {
      one.pipe(other);
      one.on('error', () => other.destroy());
    }
  });
  front.target = target;
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  return front;
}

const missing = existsSync(executablePath) ? false : `${executablePath} is not installed`;
if (missing && process.env.CI === 'true') throw new Error(missing);

describe('the page', { skip: missing }, () => {
  const SCENARIOS = ['healthy-ipv4-address', 'tls-no-shared-cipher', 'tcp-refused', 'real:xrdp'];
  let lab;
  let web;
  let browser;
  let page;
  let front;
  const wrong = [];

  before(async () => {
    lab = await play(...SCENARIOS);
    const { options, target } = lab.hosts['healthy-ipv4-address'];
    front = await frontFor(target);
    web = await startWeb({ targets: [], every_s: 3600, options });
    browser = await chromium.launch({ executablePath, args: ARGUMENTS });
    page = await browser.newPage({ viewport: { width: 1280, height: 900 }, locale: 'en-GB' });
    page.on('pageerror', (error) => wrong.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
    await page.goto(web.url);
  });
  after(async () => {
    await browser?.close();
    await web?.close();
    front?.close();
    await lab?.close();
  });

  const idOf = () => `127.0.0.1:${front.address().port}`;
  const row = (id) => page.locator('#hosts li', { hasText: id });
  const standing = (id, kind) => {
    return row(id).and(page.locator(`[data-standing="${kind}"][data-checking="false"]`)).waitFor();
  };
  const add = async (target) => {
    await page.getByLabel('Add a host').fill(target);
    await page.getByRole('button', { name: 'Add' }).click();
  };

  it('hides the token and is live', async () => {
    await page.getByText('Live', { exact: true }).waitFor();
    assert.equal(new URL(page.url()).hash, '');
  });

  it('says what is wrong with a target', async () => {
    await add('srv01:0');
    await page.getByRole('alert').getByText("'0' is not a TCP port").waitFor();
  });

  it('adds hosts and shows how each stands', async () => {
    await add(idOf());
    await standing(idOf(), 'healthy');
    const refused = `127.0.0.1:${lab.hosts['tcp-refused'].target.split(':').at(-1)}`;
    await add(refused);
    await standing(refused, 'failing');
    await page.locator('#totals').getByText('1 failing').waitFor();
  });

  it('sees a real xrdp', async (test) => {
    const xrdp = lab.hosts['real:xrdp'];
    if (xrdp.skipped !== undefined) {
      assert.notEqual(process.env.CI, 'true', xrdp.skipped);
      return test.skip(xrdp.skipped);
    }
    await add(xrdp.target);
    await row(xrdp.target).and(page.locator('[data-checking="false"]:not([data-standing="waiting"])')).waitFor();
    // It answered: TLS is among what the waterfall shows, and nothing of it failed.
    await page.locator('.waterfall').getByText('TLS').first().waitFor();
    assert.equal(await page.locator('.waterfall .failed').count(), 0);
  });

  it('sees a host break, says why, and sees it mended', async () => {
    const good = front.target;
    await row(idOf()).click();
    front.target = `127.0.0.1:${lab.hosts['tls-no-shared-cipher'].target.split(':').at(-1)}`;
    await page.getByRole('button', { name: 'Check now' }).click();
    await standing(idOf(), 'failing');
    const detail = page.locator('#detail');
    await detail.locator('.finding').first().waitFor();
    for (const heading of ['What shows it', 'What to do', 'How the check went']) {
      await detail.getByRole('heading', { name: heading }).first().waitFor();
    }
    assert.ok((await detail.locator('.finding ol li').count()) > 0);
    assert.ok((await detail.locator('.waterfall .bar').count()) >= 3);
    assert.ok((await detail.locator('.waterfall .bar.failed').count()) >= 1);
    await detail.getByRole('heading', { name: 'Who can connect' }).waitFor();
    assert.ok((await detail.locator('.clients [data-outcome="blocked"]').count()) >= 1);
    // Only what needs no connection stands outside of them.
    const titles = await detail.locator('.waterfall th[colspan]').allTextContents();
    assert.ok(titles.some((title) => title.startsWith(`Connection 1 to ${idOf()}`)), titles.join('\n'));
    await mkdir(pictures, { recursive: true });
    await page.screenshot({ path: `${pictures}failing.png` });
    await detail.locator('.waterfall tbody').last().scrollIntoViewIfNeeded();
    await page.screenshot({ path: `${pictures}waterfall.png` });

    front.target = good;
    await page.getByRole('button', { name: 'Check now' }).click();
    await standing(idOf(), 'healthy');
    // Whoever works with the keyboard is still where they were.
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Check now');
    await detail.locator('.verdict[data-standing="healthy"]').waitFor();
    await page.screenshot({ path: `${pictures}mended.png` });
  });

  it('keeps the list and the open host over a reload', async () => {
    await page.reload();
    await standing(idOf(), 'healthy');
    await page.getByRole('heading', { level: 2, name: idOf() }).waitFor();
    assert.equal(await row(idOf()).getByRole('button').getAttribute('aria-current'), 'true');
  });

  it('fits a narrow window and a dark one', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 420, height: 900 });
    const wider = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
    assert.equal(wider, 0);
    await page.screenshot({ path: `${pictures}narrow.png`, fullPage: true });
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it('tells a web server from Remote Desktop at the same place', async () => {
    await add(`https://${idOf()}`);
    await page.getByRole('heading', { level: 2, name: `https://${idOf()}` }).waitFor();
    assert.equal(await row(idOf()).count(), 2);
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByRole('button', { name: 'Remove host' }).click();
    await page.getByText('Choose a host').waitFor();
  });

  it('removes a host, once it is sure', async () => {
    await row(idOf()).click();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByRole('button', { name: 'Keep it' }).click();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.keyboard.press('Escape');
    assert.equal(await row(idOf()).count(), 1);
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByRole('button', { name: 'Remove host' }).click();
    await row(idOf()).waitFor({ state: 'detached' });
    await page.getByText('Choose a host').waitFor();
  });

  it('did nothing that its policy forbids', () => {
    assert.deepEqual(wrong, []);
  });

  it('says when what it shows is no longer live', async () => {
    const { close } = web;
    web = undefined;
    await close();
    await page.getByText('Not live').waitFor();
  });
});
