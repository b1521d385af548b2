import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runIn, WEB, writeIn } from './fixtures';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'meshwright-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const write = (files: Readonly<Record<string, string>>) => writeIn(cwd, files);

const run = (...args: readonly string[]) => runIn(cwd, 'diff', ...args);

function git(...args: readonly string[]): void {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@b.example'];
  execFileSync('git', [...identity, ...args], { cwd, stdio: 'ignore' });
}

const FAULT = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: a, namespace: web}
spec:
  hosts: [a]
  http:
  - match: [{headers: {x: {exact: "1"}}}]
    fault: {abort: {httpStatus: 503, percentage: {value: 100}}}
    route: [{destination: {host: a}}]
  - route: [{destination: {host: a}}]
`;

describe('meshwright diff', () => {
  test('GIVEN two folders THEN what is other, who it is for, and a request to try', async () => {
    write({ 'old/web.yaml': WEB, 'new/web.yaml': WEB, 'new/rule.yaml': FAULT });
    const { code, out, err } = await run('old', 'new');
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('1 object in 1 file differs: 1 change breaks requests\n');
    expect(out).toMatch(/\njudged by Kubernetes [\d.]+, Istio [\d.]+, Flagger [\d.]+, ChaosBlade [\d.]+\n$/);
    expect(out).toContain('breaks: requests to a.web:80 from everybody with a sidecar, with header x: 1\n');
    expect(out).toContain('  web/a-1 → 503 FI  VirtualService web/a, new/rule.yaml:7\n');
    expect(out).toContain("  meshwright request new --from web/client -H 'x: 1' http://a.web.svc.cluster.local/\n");
  });

  test('GIVEN --fail-on breaking THEN 1 for what breaks, and 0 the other way round', async () => {
    write({ 'old/web.yaml': WEB, 'new/web.yaml': WEB, 'new/rule.yaml': FAULT });
    expect((await run('old', 'new', '--fail-on', 'breaking')).code).toBe(1);
    expect((await run('new', 'old', '--fail-on', 'breaking')).code).toBe(0);
    expect((await run('new', 'old', '--fail-on', 'any')).code).toBe(1);
    expect((await run('new', 'new', '--fail-on', 'any')).code).toBe(0);
  });

  test('GIVEN a file on top THEN it is compared with what is below', async () => {
    write({ 'old/web.yaml': WEB, 'rule.yaml': FAULT });
    const { out } = await run('old', '--overlay', 'rule.yaml', '--format', 'json');
    const report = JSON.parse(out);
    expect(report.version).toBe(1);
    expect(report.judgedBy).toEqual(expect.objectContaining({ kubernetes: '1.34.0' }));
    expect(report.breaking).toEqual(['requests to a.web:80 from everybody with a sidecar, with header x: 1']);
    expect(report.traffic[0].witness).toEqual({
      curl: "curl -H 'x: 1' http://a.web.svc.cluster.local/",
      request: "--from web/client -H 'x: 1' http://a.web.svc.cluster.local/",
      test: "expect(mesh.from('web/client').get('http://a.web.svc.cluster.local/', { headers: { 'x': '1' } })).toBeAnswered(503, 'FI');",
    });
  });

  test('GIVEN a revision THEN nothing is checked out, and the path is that of the other side', async () => {
    write({ 'dist/web.yaml': WEB });
    git('init', '-q', '-b', 'main');
    git('add', '.');
    git('commit', '-q', '-m', 'a');
    write({ 'dist/rule.yaml': FAULT });
    const { code, out } = await run('git:main', 'dist');
    expect([code, out.split('\n')[0]]).toEqual([0, '1 object in 1 file differs: 1 change breaks requests']);
    expect((await run('git:main:dist/web.yaml', 'git:HEAD:dist')).out).toMatch(/^no object differs \(4 are alike\)\n/);
  });

  test.each([
    [['git:nope', 'dist'], 'git:nope:dist: there is no revision nope here'],
    [['git:main:gone', 'dist'], 'git:main:gone: no manifests'],
    [['git:--all', 'dist'], 'git:--all: no revision begins with -'],
    [['dist'], 'say what comes after the change'],
    [['dist', 'gone'], 'gone: cannot be read: there is no such file or folder'],
  ])('GIVEN %j THEN one line says what is wrong', async (args, message) => {
    write({ 'dist/web.yaml': WEB });
    git('init', '-q', '-b', 'main');
    git('add', '.');
    git('commit', '-q', '-m', 'a');
    const { code, out, err } = await run(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  test('GIVEN no repository THEN it says so', async () => {
    write({ 'dist/web.yaml': WEB });
    const { code, err } = await run('git:main', 'dist');
    expect([code, err]).toEqual([2, `git:main:dist: ${cwd} is in no Git repository\n`]);
  });
});
