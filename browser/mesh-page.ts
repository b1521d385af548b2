/**
 * Pages of meshes in a real Chromium: `npm run browser`. It looks at that of the lab with a mistake on top at three sizes,
 * light and dark, and on paper: the picture, a search, a part by keyboard, the way of a request, folding; axe-core is asked
 * about contrast, names and focus. Then a mesh of three hundred Services, two worlds compared, and one that attacks.
 *
 * The browser is `CHROMIUM`, or `/usr/bin/chromium`. `SCREENSHOTS=DIR` keeps what was seen.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { Looking } from './looking';
import { LAB_REQUEST, type TokenCase, writeCompared, writeHostile, writeLab, writeLarge, writeTokens } from './pages';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const SIZES = [
  [1440, 900],
  [768, 1024],
  [360, 740],
] as const;

const SHOWN = `[...document.querySelectorAll('article')].filter((part) => !part.hidden).length`;
const FITS = 'document.documentElement.scrollWidth <= innerWidth';

async function lookAtLab(looking: Looking, answer: string): Promise<void> {
  const { page } = looking;
  await looking.keep('page');
  await looking.expect('the picture is drawn', `document.querySelectorAll('svg .node').length > 70`);
  await looking.expect('nothing is wider than the window', FITS);
  await looking.expect(
    'the mistake is at its place',
    `document.querySelectorAll('svg .badge.error').length === 1 &&
      document.querySelector('article .findings .error')?.textContent.includes('v7')`,
  );
  await looking.expect('releases are charts', `document.querySelectorAll('.chart svg path').length === 2`);
  await looking.expectAccessible('page');
  await search(looking, page);
  await ask(looking, page, answer);
  await fold(looking, page);
  await page.emulateMediaType('print');
  await looking.expect('paper is light', `getComputedStyle(document.body).backgroundColor === 'rgb(255, 255, 255)'`);
  await looking.expect(
    'nothing is cut on paper',
    `(() => {
      const frame = document.getElementById('picture');
      return frame.scrollHeight <= frame.clientHeight + 1 && frame.scrollWidth <= frame.clientWidth + 1;
    })()`,
  );
  await looking.keep('print', { fullPage: true });
  await page.emulateMediaType('screen');
}

async function search(looking: Looking, page: Page): Promise<void> {
  await page.keyboard.press('/');
  await page.keyboard.type('forecast v2');
  await looking.keep('search');
  await looking.expect('a search finds some of it', `${SHOWN} > 0 && ${SHOWN} < 10`);
  await looking.expect('others fade', `document.querySelectorAll('svg a.faded').length > 60`);
  await page.keyboard.press('Escape');
  await looking.expect('without a search all is there', `${SHOWN} > 70`);
  await looking.run(
    `[...document.querySelectorAll('svg a')].find((a) => a.textContent.includes('subset of forecast v2')).focus()`,
  );
  await page.keyboard.press('Enter');
  await page.waitForSelector(':target', { timeout: 5000 });
  await looking.keep('part');
  await looking.expect(
    'Enter leads to the part, which is seen',
    `(() => {
      const part = document.querySelector('article:target');
      const { top } = part.getBoundingClientRect();
      return part.textContent.includes('subset of forecast') && top >= 0 && top < innerHeight;
    })()`,
  );
}

async function ask(looking: Looking, page: Page, answer: string): Promise<void> {
  await page.select('#from', LAB_REQUEST.from);
  await page.focus('#url');
  await page.keyboard.type(LAB_REQUEST.url);
  await page.keyboard.press('Enter');
  await looking.waitFor('an answer', `document.getElementById('answer').textContent.includes('%')`);
  await looking.expect(
    'the answer is that of meshwright request',
    `document.getElementById('answer').textContent === ${JSON.stringify(answer)}`,
  );
  await looking.expect(
    'the way is lit, from the client on',
    `(() => {
      const lit = [...document.querySelectorAll('svg a.lit')].map((a) => a.querySelector('.name').textContent);
      return lit.includes('productpage-v1') && lit.includes('reviews-v1') && document.querySelectorAll('svg .call').length > 0;
    })() || [...document.querySelectorAll('svg a.lit')].map((a) => a.querySelector('.name').textContent)`,
  );
  await looking.expectAccessible('a request');
  await looking.keep('request');
  await looking.run(`document.getElementById('url').value = 'http://:80/'`);
  await page.focus('#url');
  await page.keyboard.press('Enter');
  await looking.waitFor('a word about what is none', `document.querySelector('#answer.wrong') !== null`);
  await looking.expect(
    'what is no request gets one line',
    `document.getElementById('answer').textContent === '"http://:80/" names no host: write it like GET http://reviews:9080/'`,
  );
  await looking.expect('nothing is lit', `document.querySelectorAll('svg .lit').length === 0`);
  await looking.expect('it is announced', `document.getElementById('answer').getAttribute('role') === 'status'`);
  await page.click('#request button[type=reset]');
}

async function fold(looking: Looking, page: Page): Promise<void> {
  await looking.run(`document.querySelector('a.fold[data-namespace=weather]').focus()`);
  await page.keyboard.press('Enter');
  const isOne = `document.querySelectorAll('svg .node.namespace').length === 1 && !document.querySelector('svg').textContent.includes('forecast')`;
  await looking.expect('Enter folds a namespace', isOne);
  await looking.expect('it keeps the focus', `document.activeElement?.getAttribute('data-namespace') === 'weather'`);
  await looking.keep('folded');
  await page.keyboard.press(' ');
  await looking.expect('a space unfolds it', `document.querySelectorAll('svg .node.namespace').length === 0`);
  await page.click('#fold-all');
  await looking.expect(
    'all are folded at once',
    `document.querySelectorAll('svg .node').length < 12 && document.querySelectorAll('svg .node.namespace').length > 3`,
  );
  await looking.expect('ways between them stay', `document.querySelectorAll('svg .edge').length > 1`);
  await page.click('#unfold-all');
  await looking.expect('and unfolded', `document.querySelectorAll('svg .node.namespace').length === 0`);
}

async function lookAtLarge(looking: Looking): Promise<void> {
  const { page } = looking;
  await looking.expect('namespaces are folded', `document.querySelectorAll('svg .node.namespace').length === 21`);
  await looking.expect('nothing is wider than the window', FITS);
  await looking.keep('page');
  await looking.expectAccessible('large');
  await page.select('#from', 'team-3/app-3-v1');
  await page.type('#url', 'http://app-24.team-4:9080/');
  await page.keyboard.press('Enter');
  await looking.waitFor('an answer', `document.getElementById('answer').textContent.includes('%')`);
  await looking.expect(
    'what is on the way is unfolded',
    `document.querySelectorAll('svg .node.namespace').length === 19 && document.querySelectorAll('svg a.lit').length === 6`,
  );
  await looking.keep('request');
}

async function lookAtCompared(looking: Looking): Promise<void> {
  await looking.expect(
    'what changed is marked by a sign and a colour',
    `[...document.querySelectorAll('svg .node.changed .name')].some(({ textContent }) => textContent.startsWith('~ '))`,
  );
  await looking.expect(
    'a legend says what signs mean',
    `document.querySelector('svg .legend').textContent.includes('gone')`,
  );
  await looking.expectAccessible('compared');
  await looking.keep('page');
}

/** What keys say of tokens, the browser finds out. */
async function lookAtTokens(looking: Looking, cases: readonly TokenCase[]): Promise<void> {
  const { page } = looking;
  await page.type('#url', 'http://a/');
  for (const [index, { token, answer }] of cases.entries()) {
    await looking.run(`document.getElementById('headers').value = 'authorization: Bearer ${token}'`);
    await page.focus('#url');
    await page.keyboard.press('Enter');
    const isThere = `document.getElementById('answer').textContent === ${JSON.stringify(answer)}`;
    await looking.waitFor(
      `the answer for token ${index}, ${answer.includes('401') ? 'changed' : 'as signed'}`,
      isThere,
    );
  }
}

async function lookAtHostile(looking: Looking): Promise<void> {
  await looking.expect('its script does not run', `document.title === 'The mesh'`);
  await looking.expect('there are its own two scripts', `document.querySelectorAll('script').length === 2`);
  await looking.expect('nothing of it is an element', `document.querySelectorAll('img, iframe, object').length === 0`);
  await looking.page.select('#from', 'web/a');
  await looking.page.type('#url', 'http://a/<b>');
  await looking.page.keyboard.press('Enter');
  await looking.waitFor('an answer', `document.getElementById('answer').textContent.includes('%')`);
  await looking.expect('answers are text', `document.querySelector('#answer *') === null`);
  await looking.keep('page');
}

interface Visit {
  readonly name: string;
  readonly file: string;
  readonly look: (looking: Looking) => Promise<void>;
  readonly size: readonly [number, number];
  readonly scheme: 'light' | 'dark';
}

async function visit(browser: Browser, { name, file, look, size, scheme }: Visit): Promise<readonly string[]> {
  const problems: string[] = [];
  const url = pathToFileURL(file).href;
  const page = await browser.newPage();
  page.on('console', (message) => problems.push(`${name}: console: ${message.text()}`));
  page.on('pageerror', (error) => problems.push(`${name}: error: ${String(error)}`));
  page.on('request', (request) => {
    if (request.url() !== url && !request.url().startsWith(`${url}#`)) {
      problems.push(`${name}: asks for ${request.url()}`);
    }
  });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  await page.setViewport({ width: size[0], height: size[1] });
  await page.goto(url);
  await look(new Looking(page, name, problems));
  await page.close();
  return problems;
}

async function look(): Promise<readonly string[]> {
  if (!existsSync(CHROMIUM)) return [`${CHROMIUM}: no such browser: install Chromium, or say CHROMIUM=PATH`];
  const folder = mkdtempSync(join(tmpdir(), 'meshwright-page-'));
  const browser = await puppeteer.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  try {
    const lab = await writeLab(folder);
    const tokens = await writeTokens(folder);
    if (tokens.cases.filter(({ answer }) => answer.includes('401')).length !== 2) return ['tokens are not told apart'];
    const [large, compared, hostile] = [
      await writeLarge(folder),
      await writeCompared(folder),
      await writeHostile(folder),
    ];
    const visits: Visit[] = [];
    for (const scheme of ['light', 'dark'] as const) {
      for (const size of SIZES)
        visits.push({
          name: `lab-${scheme}-${size[0]}`,
          file: lab.file,
          look: (looking) => lookAtLab(looking, lab.answer),
          size,
          scheme,
        });
      visits.push({ name: `compared-${scheme}`, file: compared, look: lookAtCompared, size: SIZES[0], scheme });
    }
    visits.push({ name: 'large', file: large, look: lookAtLarge, size: SIZES[0], scheme: 'light' });
    visits.push({
      ...{ name: 'tokens', file: tokens.file, size: SIZES[0], scheme: 'light' },
      look: (looking) => lookAtTokens(looking, tokens.cases),
    });
    visits.push({ name: 'hostile', file: hostile, look: lookAtHostile, size: SIZES[0], scheme: 'light' });
    const problems: string[] = [];
    for (const each of visits) problems.push(...(await visit(browser, each)));
    return problems;
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

void look().then((problems) => {
  for (const problem of problems) console.error(problem);
  console.log(
    problems.length === 0
      ? 'pages are right: at three sizes, light, dark and on paper; large, compared and attacked'
      : `${problems.length} problems`,
  );
  process.exitCode = problems.length === 0 ? 0 : 1;
});
