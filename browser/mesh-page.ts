/**
 * The page of a mesh in a real Chromium: `npm run browser`. It writes the page of the lab with a mistake on top, looks at
 * it at three sizes, light and dark, searches, follows a part by keyboard, and asks axe-core about contrast, names and
 * focus.
 *
 * The browser is `CHROMIUM`, or `/usr/bin/chromium`. `SCREENSHOTS=DIR` keeps what was seen.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import puppeteer, { type Page } from 'puppeteer-core';
import { main } from '../lib/cli/main';

const ROOT = join(__dirname, '..');
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const SIZES = [
  [1500, 950],
  [800, 1000],
  [360, 740],
] as const;

/** A subset that nobody has. */
const MISTAKE = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web-svc-vs, namespace: default}
spec: {hosts: [web-svc], http: [{route: [{destination: {host: tomcat-svc, subset: v7}}]}]}
`;

async function writePage(folder: string): Promise<string> {
  const [overlay, page] = [join(folder, 'mistake.yaml'), join(folder, 'mesh.html')];
  writeFileSync(overlay, MISTAKE);
  const stderr = { write: (text: string) => process.stderr.write(text) };
  const terminal = { cwd: ROOT, stdout: stderr, stderr, env: {} };
  const code = await main(['report', 'dist', '--overlay', overlay, '-o', page], '', terminal);
  if (code !== 0) throw new Error(`meshwright report ended with ${code}`);
  return page;
}

/** What is wrong with the page at one size. */
async function problemsOf(page: Page, url: string, name: string): Promise<readonly string[]> {
  const problems: string[] = [];
  const expect = (says: string, holds: boolean) => {
    if (!holds) problems.push(`${name}: ${says}`);
  };
  await page.goto(url);
  const run = (script: string): Promise<unknown> => page.evaluate(script);
  await keep(page, name);
  expect('the picture is drawn', Number(await run(`document.querySelectorAll('svg .node').length`)) > 70);
  expect(
    'nothing is wider than the window',
    (await run('document.documentElement.scrollWidth <= innerWidth')) === true,
  );
  expect(
    'the mistake is at its place',
    (await run(`document.querySelectorAll('svg .badge.error').length`)) === 1 &&
      (await run(`document.querySelector('article .findings .error')?.textContent.includes('v7')`)) === true,
  );
  expect('axe-core finds nothing', await isAccessible(page, problems, name));
  await page.keyboard.press('/');
  await page.keyboard.type('forecast v2');
  await keep(page, `${name}-search`);
  const shown = `[...document.querySelectorAll('article')].filter((part) => !part.hidden).length`;
  const found = Number(await run(shown));
  expect('a search finds some of it', found > 0 && found < 10);
  expect('others fade', Number(await run(`document.querySelectorAll('svg .faded').length`)) > 60);
  await page.keyboard.press('Escape');
  expect('without a search all is there', Number(await run(shown)) > 70);
  await run(
    `[...document.querySelectorAll('svg a')].find((a) => a.textContent.includes('subset of forecast v2')).focus()`,
  );
  await page.keyboard.press('Enter');
  await page.waitForSelector(':target', { timeout: 5000 });
  await keep(page, `${name}-part`);
  expect(
    'Enter leads to the part, which is seen',
    (await run(`(() => {
      const part = document.querySelector('article:target');
      const { top } = part.getBoundingClientRect();
      return part.textContent.includes('subset of forecast') && top >= 0 && top < innerHeight;
    })()`)) === true,
  );
  return problems;
}

async function isAccessible(page: Page, problems: string[], name: string): Promise<boolean> {
  await page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
  const script = `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))`;
  const violations = (await page.evaluate(script)) as readonly string[];
  problems.push(...violations.map((text) => `${name}: ${text}`));
  return violations.length === 0;
}

async function keep(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

async function look(): Promise<readonly string[]> {
  if (!existsSync(CHROMIUM)) return [`${CHROMIUM}: no such browser: install Chromium, or say CHROMIUM=PATH`];
  const folder = mkdtempSync(join(tmpdir(), 'meshwright-page-'));
  const problems: string[] = [];
  const browser = await puppeteer.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  try {
    const url = pathToFileURL(await writePage(folder)).href;
    const page = await browser.newPage();
    page.on('console', (message) => problems.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => problems.push(`error: ${String(error)}`));
    page.on('request', (request) => {
      if (request.url() !== url && !request.url().startsWith(`${url}#`)) problems.push(`asks for ${request.url()}`);
    });
    for (const scheme of ['light', 'dark']) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      for (const [width, height] of SIZES) {
        await page.setViewport({ width, height });
        problems.push(...(await problemsOf(page, url, `${scheme}-${width}`)));
      }
    }
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return problems;
}

void look().then((problems) => {
  for (const problem of problems) console.error(problem);
  console.log(
    problems.length === 0 ? 'the page is right at three sizes, light and dark' : `${problems.length} problems`,
  );
  process.exitCode = problems.length === 0 ? 0 : 1;
});
