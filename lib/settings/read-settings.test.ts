import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { defaultSettings, readSettings, SettingsError } from './read-settings';
import { filesOf, roleIn } from './world-files';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'settings-')));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

function problemsOf(text: string): readonly string[] {
  write({ 'meshwright.yaml': text });
  try {
    readSettings(root);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

describe('settings', () => {
  test('GIVEN no file THEN they are the defaults', () => {
    const defaults = { root, worlds: [], complete: false, external: {}, suppress: [], versions: {} };
    expect(readSettings(root)).toEqual(defaults);
    expect(defaultSettings(root)).toEqual(defaults);
  });

  test('GIVEN a file in a folder above THEN it is read, but not from outside of the repository', () => {
    write({
      'meshwright.yaml': 'complete: true\n',
      'a/b/x.yaml': '',
      'repository/.git/HEAD': '',
      'repository/a/x.yaml': '',
    });
    expect(readSettings(join(root, 'a/b'))).toMatchObject({ complete: true, root, file: '../../meshwright.yaml' });
    expect(readSettings(join(root, 'repository/a'))).toMatchObject({ complete: false });
  });

  test('GIVEN everything there is to say THEN it is read', () => {
    write({
      'meshwright.yaml': `
worlds:
  lab: {base: 'dist/*.yaml', overlays: [dist/scenarios/**], complete: true}
external:
  hosts: [api.example.com]
  Service: [shop/cart]
  services: ['*/db']
namespace: web
suppress:
  - {rule: IST0101, resource: VirtualService web/*, reason: its host is made by hand}
versions: {istio: '1.30'}
meshConfig: {outboundTrafficPolicy: {mode: REGISTRY_ONLY}}
`,
    });
    expect(readSettings(root)).toEqual({
      file: 'meshwright.yaml',
      root,
      worlds: [{ name: 'lab', base: ['dist/*.yaml'], overlays: ['dist/scenarios/**'], complete: true }],
      complete: false,
      external: { Host: ['api.example.com'], Service: ['shop/cart', '*/db'] },
      namespace: 'web',
      suppress: [{ rule: 'IST0101', resource: 'VirtualService web/*', reason: 'its host is made by hand', line: 10 }],
      versions: { istio: '1.30' },
      meshConfig: { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } },
    });
  });

  test('GIVEN mistakes THEN each is told with its line and what to write', () => {
    expect(problemsOf('- a\n')).toEqual([
      'meshwright.yaml:1: must be a map: write one with worlds, complete, external, namespace, suppress, versions, meshConfig',
    ]);
    expect(
      problemsOf(
        'world: {}\nworlds:\n  a: {overlays: [x]}\ncomplete: maybe\nexternal: {pods: x}\nsuppress:\n- rule: 5\n',
      ),
    ).toEqual([
      'meshwright.yaml:1: world is no setting: write one of worlds, complete, external, namespace, suppress, versions, meshConfig',
      'meshwright.yaml:3: worlds.a.base is missing: write patterns of files, such as [dist/*.yaml]',
      'meshwright.yaml:4: complete must be true or false: write true or false',
      'meshwright.yaml:5: external.pods is no kind: write hosts, namespaces, services, gateways, secrets, configMaps, serviceAccounts, nodes or the name of a kind',
      'meshwright.yaml:7: suppress[0].reason is missing: write why the finding is meant',
      'meshwright.yaml:7: suppress[0].rule must be text: write it in quotes',
    ]);
    expect(problemsOf('a: [')[0]).toMatch(/^meshwright.yaml:1: not YAML/);
  });
});

describe('files of a world', () => {
  const world = { name: 'lab', base: ['dist/*.yaml'], overlays: ['dist/scenarios/**', 'dist/a.yaml', 'one.yaml'] };

  test('GIVEN patterns THEN files are found in order, those of the base first', () => {
    write({
      'dist/b.yaml': '',
      'dist/a.yaml': '',
      'dist/scenarios/x/y.yaml': '',
      'dist/scenarios/.h/y.yaml': '',
      'dist/n.txt': '',
    });
    const { base, overlays } = filesOf(world, defaultSettings(root));
    const names = (files: readonly string[]) => files.map((file) => relative(root, file));
    expect([names(base), names(overlays)]).toEqual([
      ['dist/a.yaml', 'dist/b.yaml'],
      ['dist/scenarios/x/y.yaml', 'one.yaml'],
    ]);
  });

  test('GIVEN a file THEN it is known what it is in the world', () => {
    const role = roleIn(world, defaultSettings(root));
    const roles = ['dist/a.yaml', 'dist/scenarios/x/y.yaml', 'dist/other/y.yaml'].map((file) => role(join(root, file)));
    expect(roles).toEqual(['base', 'overlay', undefined]);
  });
});
