import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { files as packed, repository, version } from '../package.json';

const ROOT = join(__dirname, '..');
const FOLDERS = ['conformance', 'consumers', 'docs', 'examples'];
const REPOSITORY = repository.url.replace(/^git\+|\.git$/g, '');
const NOT_OURS = /[\\/](node_modules|build|dist|api)[\\/]/;

const pages = [
  ...readdirSync(ROOT),
  ...FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true }).map((file) => join(folder, `${file}`)),
  ),
].filter((file) => file.endsWith('.md') && !NOT_OURS.test(file));

const text = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const withoutCode = (page: string) => page.replace(/^ *```.*?^ *```$/gms, '').replace(/``.*?``|`[^`\n]*`/g, '');

/** Where the links and pictures of a page lead. */
function linksOf(page: string): string[] {
  const prose = withoutCode(page);
  return [
    ...[...prose.matchAll(/\]\(\s*([^()\s]+)\s*\)/g)].map(([, target = '']) => target),
    ...[...prose.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm)].map(([, target = '']) => target),
  ];
}

/** The names of headings, as GitHub makes them. */
function anchorsOf(page: string): Set<string> {
  const counts = new Map<string, number>();
  const headings = page.replace(/^ *```.*?^ *```$/gms, '').matchAll(/^#+ (.*)$/gm);
  return new Set(
    [...headings].map(([, heading = '']) => {
      const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
      const slug = words.replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '').replaceAll(' ', '-');
      const count = counts.get(slug) ?? 0;
      counts.set(slug, count + 1);
      return count === 0 ? slug : `${slug}-${count}`;
    }),
  );
}

/** Why a relative link of a page leads nowhere. */
function broken(file: string, link: string): string | undefined {
  if (/^[a-z][a-z+.-]*:/.test(link)) return undefined;
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? join(ROOT, file) : resolve(ROOT, dirname(file), path);
  if (!existsSync(target)) return `${file}: ${link}: no such file`;
  if (anchor === undefined || !target.endsWith('.md')) return undefined;
  return anchorsOf(readFileSync(target, 'utf8')).has(anchor) ? undefined : `${file}: ${link}: no such heading`;
}

describe('pages', () => {
  test('GIVEN a relative link THEN its file and its heading are there', () => {
    expect(pages.length).toBeGreaterThan(200);
    const wrong = pages.flatMap((file) => linksOf(text(file)).flatMap((link) => broken(file, link) ?? []));
    expect(wrong).toEqual([]);
  });

  test('GIVEN links that lead nowhere THEN each is told', () => {
    const page = '[a](nothing.md) [b](README.md#nothing) `[c](code.md)` [d](#the-lab)\n```\n[e](code.md)\n```\n';
    expect(linksOf(page).map((link) => broken('README.md', link))).toEqual([
      ...['README.md: nothing.md: no such file', 'README.md: README.md#nothing: no such heading', undefined],
    ]);
  });

  test('GIVEN a page for readers THEN one can get to it from docs/README.md', () => {
    const seen = new Set<string>();
    const visit = (file: string) => {
      if (seen.has(file) || !file.endsWith('.md') || !existsSync(join(ROOT, file))) return;
      seen.add(file);
      for (const link of linksOf(text(file))) {
        if (!/^[a-z]+:|^#/.test(link)) visit(join(dirname(file), link.split('#')[0] ?? ''));
      }
    };
    visit('docs/README.md');
    expect(pages.filter((file) => file.startsWith('docs') && !seen.has(file))).toEqual([]);
  });
});

/** What npm packs whatever `files` says, and what `files` says. */
const inPackage = (path: string) =>
  ['README.md', 'LICENSE', 'package.json'].includes(path) || packed.some((name) => `${path}/`.startsWith(`${name}/`));

/** Why a link of a page that is in the package leads nowhere for who has the package alone. */
function brokenInPackage(link: string): string | undefined {
  if (link.startsWith('#')) return undefined;
  if (!/^https?:/.test(link)) return inPackage(link.split('#')[0] ?? '') ? undefined : `${link}: not in the package`;
  const [, path] = new RegExp(`^${REPOSITORY}/(?:blob|tree|raw)/main/([^#]+)`).exec(link) ?? [];
  return path === undefined || existsSync(join(ROOT, path)) ? undefined : `${link}: not in the repository`;
}

describe('pages in the package', () => {
  test('GIVEN a link THEN what it leads to is in the package, or in the repository by its whole address', () => {
    const wrong = ['README.md', 'CHANGELOG.md'].flatMap((file) =>
      linksOf(text(file)).flatMap((link) => brokenInPackage(link) ?? []),
    );
    expect(wrong).toEqual([]);
    expect(linksOf(text('README.md')).filter((link) => link.startsWith(REPOSITORY)).length).toBeGreaterThan(15);
  });

  test('GIVEN links that lead nowhere there THEN each is told', () => {
    const links = ['docs/guides/checking.md', `${REPOSITORY}/blob/main/docs/none.md`, 'LICENSE', 'https://cdk8s.io'];
    expect(links.map(brokenInPackage)).toEqual([
      'docs/guides/checking.md: not in the package',
      `${REPOSITORY}/blob/main/docs/none.md: not in the repository`,
      ...[undefined, undefined],
    ]);
  });
});

describe('CHANGELOG.md', () => {
  test('GIVEN its newest version THEN it is that of the package, with the headings of Keep a Changelog', () => {
    const changelog = text('CHANGELOG.md');
    expect(/^## \[(\d.*?)\]/m.exec(changelog)?.[1]).toEqual(version);
    const headings = [...changelog.matchAll(/^### (.*)$/gm)].map(([, heading]) => heading);
    const known = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'];
    expect(headings.filter((heading) => !known.includes(heading ?? ''))).toEqual([]);
  });
});
