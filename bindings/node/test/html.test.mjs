// The page for browsers in a real one: nothing leaves it, nothing hostile runs in it, a keyboard and a reader of screens
// get everywhere, and two thousand hosts stay fluid.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { HtmlValidate } from 'html-validate';
import { chromium } from 'playwright-core';
import { render } from '../lib/index.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const recorded = fileURLToPath(new URL('../../../crates/rdp-health-render/tests/reports/', import.meta.url));
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const skip = existsSync(executablePath) || process.env.CI === 'true' ? false : 'chromium is not installed';
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'];
/** A page of two thousand hosts is there within 2 s on an idle machine; other tests may run beside this one. */
const LOADED = 10_000;

const texts = readdirSync(recorded).sort().map((file) => readFileSync(path.join(recorded, file), 'utf8'));
const named = (text, name) => JSON.parse(text.replaceAll('rdp1.lab.test', name));
const report = (name) => JSON.parse(readFileSync(path.join(recorded, `${name}.json`), 'utf8'));
const host = (index) => `srv${String(index).padStart(4, '0')}.corp.example`;
const fleet = (hosts) => Array.from({ length: hosts }, (_, index) => named(texts[index % texts.length], host(index)));

/** The page of so many hosts, made of that of forty: what a browser has to do is the same, and it is written sooner. */
function large(hosts) {
  const WRITTEN = 40;
  const page = render(fleet(WRITTEN), 'html');
  const many = (one) => Array.from({ length: hosts }, (_, index) =>
    one(index % WRITTEN).replaceAll(host(index % WRITTEN), host(index)));
  const reports = page.match(/<script type="application\/json" class="report">.*?<\/script>/g);
  const [rows] = page.match(/(?<=<script type="application\/json" id="rows">).*?(?=<\/script>)/);
  const each = JSON.parse(rows).map((row) => JSON.stringify(row).replaceAll('<', '\\u003c'));
  const [begin, end] = [page.indexOf(reports[0]), page.lastIndexOf(reports.at(-1)) + reports.at(-1).length];
  const head = page.slice(0, begin).replace(rows, () => `[${many((index) => each[index])}]`);
  return head + many((index) => reports[index]).join('\n') + page.slice(end);
}

/** The report with this text wherever a name or a sentence stands. */
function hostile(value, words) {
  const names = ['subject', 'issuer', 'summary', 'says', 'name', 'hostname', 'title', 'action', 'why', 'because', 'host', 'detail'];
  if (Array.isArray(value)) return value.map((one) => hostile(one, words));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) =>
    [key, typeof one === 'string' && names.includes(key) ? words : hostile(one, words)]));
}

describe('the page for browsers', { skip }, () => {
  let browser;
  let folder;
  before(async () => {
    browser = await chromium.launch({ executablePath, args: ARGUMENTS });
    folder = await mkdtemp(path.join(tmpdir(), 'rdp-health-page-'));
  });
  after(async () => {
    await browser?.close();
    if (folder) await rm(folder, { recursive: true });
  });

  /** Opens a page from the disk, and has an eye on whatever it should not do. */
  async function open(reports, options = {}) {
    const file = path.join(folder, 'page.html');
    await writeFile(file, typeof reports === 'string' ? reports : render(reports, 'html'));
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const url = pathToFileURL(file).href;
    const bad = [];
    page.on('request', (request) => {
      if (request.url() !== url) bad.push(`asks for ${request.url()}`);
    });
    page.on('dialog', (dialog) => {
      bad.push('a dialog');
      void dialog.dismiss();
    });
    page.on('console', (message) => bad.push(message.text()));
    page.on('pageerror', (error) => bad.push(String(error)));
    const began = performance.now();
    await page.goto(url);
    return { page, bad, context, took: performance.now() - began };
  }

  /** What axe has against a page. The page's own policy keeps scripts out, so it comes through the debugger. */
  async function violations({ page, context }) {
    const session = await context.newCDPSession(page);
    const expression = `${axe};axe.run().then((found) => JSON.stringify(found.violations.map((one) =>
      [one.id, one.nodes.map((node) => node.html)])))`;
    const { result } = await session.send('Runtime.evaluate', { expression, awaitPromise: true });
    return JSON.parse(result.value);
  }

  for (const colorScheme of ['light', 'dark']) {
    it(`has nothing that axe objects to, ${colorScheme}`, async () => {
      for (const reports of [report('healthy-alias'), report('tls-no-shared-cipher'), fleet(20)]) {
        const opened = await open(reports, { colorScheme });
        for (const summary of await opened.page.locator('summary').all()) await summary.click();
        if (Array.isArray(reports)) await opened.page.locator('.open').first().click();
        assert.deepEqual(await violations(opened), []);
        assert.deepEqual(opened.bad, []);
        await opened.context.close();
      }
    });
  }

  it('is valid HTML', async () => {
    const validator = new HtmlValidate({ root: true, extends: ['html-validate:standard'] });
    const words = '\'"></script></style><b>&amp;&bogus;<!--';
    for (const reports of [report('healthy-alias'), report('tls-no-shared-cipher'), fleet(20), hostile(fleet(20), words)]) {
      const { results } = await validator.validateString(render(reports, 'html'));
      assert.deepEqual(results.flatMap((result) => result.messages), []);
    }
    assert.equal((await validator.validateString('<!doctype html><p><tabel></p>')).valid, false);
  });

  it('runs nothing that a host sent', async () => {
    const words = `"'><img src=https://evil.example/x onerror=alert(1)></script><script>alert(2)</script><svg/onload=alert(3)>`;
    const one = hostile(report('cert-expired-self-signed'), words);
    for (const reports of [one, [one, one, report('tcp-refused')]]) {
      const { page, bad, context } = await open(reports);
      for (const summary of await page.locator('summary').all()) await summary.click();
      for (const button of await page.locator('.open').all()) await button.click();
      await page.waitForTimeout(200);
      assert.deepEqual(bad, []);
      assert.equal(await page.locator('img, svg:not(.bar), iframe, object, embed, link').count(), 0);
      assert.ok((await page.locator('body').textContent()).includes('<img src=https://evil.example/x'));
      await context.close();
    }
  });

  it('lets nothing run that is not its own', async () => {
    const { page, bad, context } = await open(report('tcp-refused'));
    await page.evaluate(() => {
      const script = document.createElement('script');
      try {
        script.textContent = 'document.title = "taken"';
      } catch {
        // Trusted Types refuse it already.
      }
      document.body.append(script);
      const image = document.createElement('img');
      image.src = 'https://evil.example/x';
      document.body.append(image);
      void fetch('https://evil.example/y').catch(() => {});
    });
    await page.waitForTimeout(100);
    assert.notEqual(await page.title(), 'taken');
    const refused = bad.filter((line) => line.includes('Content Security Policy'));
    assert.ok(refused.some((line) => line.includes('evil.example/x')), String(bad));
    assert.ok(refused.some((line) => line.includes('evil.example/y')), String(bad));
    await context.close();
  });

  it('copies the command of a step', async () => {
    const { page, context } = await open(report('tls-no-shared-cipher'), { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.locator('.copy').first().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'Get-TlsCipherSuite | Format-Table Name');
    await context.close();
  });

  it('shows the report as it is', async () => {
    const { page, context } = await open(report('tcp-refused'));
    await page.getByText('The report as JSON').first().click();
    // It is written when it is opened.
    await page.waitForFunction(() => document.querySelector('.raw pre').textContent !== '');
    const shown = JSON.parse(await page.locator('.raw pre').textContent());
    assert.equal(shown.primary, 'tcp-refused');
    await context.close();
  });

  it('has two thousand hosts, found, sorted and opened with the keyboard alone', async () => {
    const { page, bad, context, took } = await open(large(2000));
    assert.ok(took < LOADED, `${took} ms`);
    const count = page.locator('#shown');
    assert.equal(await count.textContent(), '2000 of 2000 hosts');
    await page.keyboard.press('/');
    await page.keyboard.type('srv1998');
    await page.waitForFunction(() => document.getElementById('shown').textContent === '1 of 2000 hosts');
    // Past the four verdicts, the button that shows all, the frame, and five heads.
    const target = () => page.evaluate(() => document.activeElement.className);
    for (let steps = 0; steps < 30 && (await target()) !== 'open'; steps += 1) await page.keyboard.press('Tab');
    assert.equal(await target(), 'open');
    await page.keyboard.press('Enter');
    const detail = page.locator('.detail');
    await detail.waitFor();
    assert.ok((await detail.textContent()).length > 50);
    await page.keyboard.press('Enter');
    assert.equal(await detail.count(), 0);

    await page.locator('#words').fill('');
    const rows = () => page.locator('#table tbody tr').count();
    assert.equal(await rows(), 100);
    const head = page.locator('.sort[data-key=target]');
    await head.focus();
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('th[aria-sort=ascending]').textContent(), 'Host');
    assert.equal(await page.locator('.open').first().textContent(), 'srv0000.corp.example:3389');
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('.open').first().textContent(), 'srv1999.corp.example:3389');
    // Further down come further rows, and paper has them all.
    await page.locator('.open').nth(99).focus();
    assert.equal(await rows(), 200);
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    assert.equal(await rows(), 2000);
    assert.deepEqual(bad, []);

    await page.locator('.only').first().focus();
    await page.keyboard.press('Enter');
    assert.match(await count.textContent(), /^200 of 2000 hosts with /);
    await context.close();
  });
});
