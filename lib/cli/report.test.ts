import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { namespace, pod, service, virtualService, yaml } from '../mesh/fixtures';
import { runIn } from './fixtures';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'meshwright-'));
  writeFileSync(join(cwd, 'web.yaml'), yaml(namespace('web'), service('web/a', 'http:80'), pod('web/a', '{app: a}')));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const report = (...args: readonly string[]) => runIn(cwd, 'report', ...args);

const MERMAID = `flowchart LR
  subgraph g0["namespace web"]
    n0("a<br/>Service<br/>http 80")
    n1["a<br/>Pod"]
  end
  n0 --> n1
`;

describe('meshwright report', () => {
  test('GIVEN --format mermaid THEN the flowchart is printed', async () => {
    expect(await report('web.yaml', '--format', 'mermaid')).toEqual({ code: 0, out: MERMAID, err: '' });
  });

  test('GIVEN --output THEN the picture is in the file, and nothing is printed', async () => {
    expect(await report('web.yaml', '-o', 'mesh.svg')).toEqual({ code: 0, out: '', err: '' });
    const svg = readFileSync(join(cwd, 'mesh.svg'), 'utf8');
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" [^>]*aria-label="The mesh">\n/);
    expect(svg).toMatch(/\n<\/svg>\n$/);
  });

  test('GIVEN an overlay and a namespace THEN only its own is drawn, with the overlay', async () => {
    writeFileSync(join(cwd, 'more.yaml'), yaml(namespace('shop'), pod('shop/b', '{app: b}')));
    const { out } = await report('web.yaml', '--overlay', 'more.yaml', '--namespace', 'shop', '--format', 'mermaid');
    expect(out).toEqual('flowchart LR\n  subgraph g0["namespace shop"]\n    n0["b<br/>Pod"]\n  end\n');
  });

  test('GIVEN a namespace that is not there THEN it says which are, and nothing is written', async () => {
    expect(await report('web.yaml', '--namespace', 'wbe', '-o', 'mesh.svg')).toEqual({
      code: 2,
      out: '',
      err: '--namespace wbe: nothing of it is in the picture, only of web\n',
    });
    expect(readdirSync(cwd)).toEqual(['web.yaml']);
  });

  test('GIVEN a place where nothing can be written THEN it says why', async () => {
    const { code, err } = await report('web.yaml', '-o', 'web.yaml/mesh.svg');
    expect([code, err]).toEqual([
      2,
      `cannot write ${join(cwd, 'web.yaml')}: a file is in the place of a folder: remove it or choose another output directory\n`,
    ]);
  });

  test('GIVEN a file that cannot be read THEN no picture of another mesh is written', async () => {
    expect(await report('web.yaml', 'gone.yaml', '-o', 'mesh.svg')).toEqual({
      code: 2,
      out: '',
      err: 'gone.yaml: cannot be read: there is no such file or folder\nmesh.svg is not written: it would be of another mesh\n',
    });
    expect(readdirSync(cwd)).toEqual(['web.yaml']);
    expect(await report('gone.yaml')).toMatchObject({
      code: 2,
      err: 'gone.yaml: cannot be read: there is no such file or folder\n',
    });
  });

  test('GIVEN folders that are missing THEN they are made; without a name it is a wrong call', async () => {
    expect(await report('web.yaml', '-o', 'new/er/mesh.svg')).toEqual({ code: 0, out: '', err: '' });
    expect(readdirSync(join(cwd, 'new/er'))).toEqual(['mesh.svg']);
    expect(await report('web.yaml', '-o', '')).toMatchObject({
      code: 2,
      err: expect.stringContaining('Give the name of a file.'),
    });
  });

  test('GIVEN links that lead in a circle THEN it says so', async () => {
    symlinkSync('loop', join(cwd, 'loop'));
    expect(await report('loop')).toMatchObject({
      code: 2,
      err: 'loop: cannot be read: it is a link that leads to itself\n',
    });
  });

  test('GIVEN no objects THEN it is a wrong call', async () => {
    writeFileSync(join(cwd, 'empty.yaml'), '');
    expect((await report('empty.yaml')).code).toEqual(2);
  });
});

describe('the page', () => {
  test('GIVEN a file that is named so THEN it is a page with what is wrong', async () => {
    writeFileSync(
      join(cwd, 'route.yaml'),
      virtualService('web/a', '{hosts: [a], http: [{route: [{destination: {host: a, subset: v1}}]}]}'),
    );
    expect(await report('web.yaml', 'route.yaml', '-o', 'mesh.html')).toEqual({ code: 0, out: '', err: '' });
    const html = readFileSync(join(cwd, 'mesh.html'), 'utf8');
    expect(html).toMatch(/^<!doctype html>\n/);
    expect(html).toContain('no such subset of a');
    expect(html).toContain('IST0101, route.yaml:4');
  });
});

describe('two worlds', () => {
  test('GIVEN --diff THEN what is new is marked in every format', async () => {
    writeFileSync(join(cwd, 'more.yaml'), pod('web/b', '{app: a}'));
    const compare = (format: string) => report('web.yaml', 'more.yaml', '--diff', 'web.yaml', '--format', format);
    expect((await compare('mermaid')).out).toContain('n2["#43; b<br/>Pod"]');
    expect((await compare('svg')).out).toContain('aria-label="The mesh, compared with web.yaml"');
    expect((await compare('html')).out).toContain('<span class="sign new">+ new</span> <a href="#n2">Pod web/b</a>');
  });

  test('GIVEN a revision without a path THEN it has the paths of the mesh', async () => {
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.email=a@example.com', '-c', 'user.name=a', ...args], { cwd, stdio: 'ignore' });
    writeFileSync(join(cwd, 'more.yaml'), pod('web/b', '{app: a}'));
    writeFileSync(join(cwd, 'other.yaml'), pod('web/c', '{app: a}'));
    git('init', '-q', '-b', 'main');
    git('add', '.');
    git('commit', '-q', '-m', 'a');
    writeFileSync(join(cwd, 'more.yaml'), pod('web/d', '{app: a}'));
    const { out, err } = await report('web.yaml', 'more.yaml', '--diff', 'git:main', '--format', 'mermaid');
    expect(err).toEqual('');
    expect(out).toContain('"#43; d<br/>Pod"');
    expect(out).toContain('"#8722; b<br/>Pod"');
    expect(out).not.toContain(' c<br/>');
  });

  test('GIVEN nothing to compare with THEN it says so', async () => {
    writeFileSync(join(cwd, 'empty.yaml'), '');
    const wrong = async (path: string) => (await report('web.yaml', '--diff', path)).err;
    expect(await wrong('none.yaml')).toEqual(
      '--diff none.yaml: none.yaml: cannot be read: there is no such file or folder\n',
    );
    expect(await wrong('empty.yaml')).toEqual('--diff empty.yaml: no objects there: give the manifests of before\n');
    expect(await wrong('git:none:web.yaml')).toMatch(/^git:none:web.yaml: [^\n]*\n$/);
  });
});

describe('large pictures', () => {
  test('GIVEN many parts THEN namespaces are folded, unless --unfold or --namespace is given', async () => {
    const pods = ['web', 'shop'].flatMap((name) => [
      namespace(name),
      ...Array.from({ length: 80 }, (_, index) => pod(`${name}/p${index}`, '{app: a}')),
    ]);
    writeFileSync(join(cwd, 'large.yaml'), yaml(...pods));
    const nodes = async (...args: readonly string[]) =>
      ((await report('large.yaml', '--format', 'mermaid', ...args)).out.match(/^ {4}n\d+/gm) ?? []).length;
    expect(await nodes()).toEqual(2);
    expect(await nodes('--unfold')).toEqual(160);
    expect(await nodes('--namespace', 'shop')).toEqual(80);
  });
});

describe('findings of the page', () => {
  const page = async (...args: readonly string[]) =>
    (await report(...args, '--format', 'html')).out.replaceAll(/<script[\s\S]*?<\/script>/g, '');

  test('GIVEN what is wrong with an object alone THEN the page says what check says', async () => {
    writeFileSync(join(cwd, 'wrong.yaml'), virtualService('web/b', '{hosts: [a], typo: x}'));
    const html = await page('web.yaml', 'wrong.yaml');
    const { out } = await runIn(cwd, 'check', 'web.yaml', 'wrong.yaml', '--format', 'json');
    const { findings } = JSON.parse(out) as { findings: { message: string }[] };
    expect(findings.length).toBeGreaterThan(0);
    for (const { message } of findings) expect(html).toContain(message.replaceAll('"', '&quot;'));
  });

  test('GIVEN a suppression THEN what is meant is counted only', async () => {
    writeFileSync(
      join(cwd, 'route.yaml'),
      virtualService('web/a', '{hosts: [a], http: [{route: [{destination: {host: a, subset: v1}}]}]}'),
    );
    expect(await page('web.yaml', 'route.yaml')).toContain('. Found: 1 error.</p>');
    writeFileSync(
      join(cwd, 'meshwright.yaml'),
      'suppress: [{rule: IST0101, resource: VirtualService web/a, reason: the subset comes later}]',
    );
    expect(await page('web.yaml', 'route.yaml')).toContain('. No problems; 1 suppressed.</p>');
  });
});
