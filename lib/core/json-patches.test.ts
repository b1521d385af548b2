import { describe, expect, test } from '@jest/globals';
import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import { App } from './app';

function patched(...patches: JsonPatch[]): string {
  const app = new App();
  const spec = { hosts: ['a'], 'x/y': { z: 1 }, http: [{ timeout: '5s' }] };
  const object = new ApiObject(new Chart(app, 'web'), 'route', { apiVersion: 'v1', kind: 'A', spec } as never);
  object.addJsonPatch(...patches);
  return app.synthYaml();
}

describe('JSON patches', () => {
  test('GIVEN paths that are there THEN they are applied, one after the other', () => {
    const text = patched(
      JsonPatch.add('/spec/tls', {}),
      JsonPatch.add('/spec/tls/match', [1]),
      JsonPatch.add('/spec/tls/match/-', 2),
      JsonPatch.add('/spec/tls/match/0', 0),
      JsonPatch.replace('/spec/http/0/timeout', '6s'),
      JsonPatch.move('/spec/x~1y/z', '/spec/w'),
      JsonPatch.copy('/spec/w', '/spec/v'),
      JsonPatch.remove('/spec/hosts/0'),
      JsonPatch.remove('/metadata/namespace'),
      JsonPatch.test('/spec/v', 1),
    );
    expect(text.slice(text.indexOf('spec:'))).toEqual(
      'spec:\n  hosts: []\n  http:\n    - timeout: 6s\n  x/y: {}\n  tls:\n    match:\n      - 0\n      - 1\n      - 2\n  w: 1\n  v: 1\n',
    );
  });

  test.each<[JsonPatch, string]>([
    [
      JsonPatch.replace('/spec/htp/0/timeout', '6s'),
      'replace /spec/htp/0/timeout: /spec has no htp: it has hosts, http, x/y',
    ],
    [
      JsonPatch.replace('/spec/tls', []),
      'replace /spec/tls: /spec has no tls: it has hosts, http, x/y; to add it, use JsonPatch.add',
    ],
    [JsonPatch.remove('/spec/http/1'), 'remove /spec/http/1: /spec/http is a list of 1, and has no item 1'],
    [JsonPatch.remove('/sepc'), 'remove /sepc: the object has no sepc: it has apiVersion, kind, metadata, spec'],
    [JsonPatch.add('/spec/http/2', {}), 'add /spec/http/2: /spec/http is a list of 1, and has no item 2'],
    [JsonPatch.add('/spec/http/x', {}), 'add /spec/http/x: /spec/http is a list of 1, and has no item x'],
    [JsonPatch.add('/spec/hosts/0/a', {}), 'add /spec/hosts/0/a: /spec/hosts/0 is "a", in which there is nothing else'],
    [JsonPatch.add('spec/a', {}), 'add spec/a: a path begins with "/": write /spec/a'],
    [JsonPatch.move('/spec/b', '/spec/c'), 'move /spec/b to /spec/c: /spec has no b: it has hosts, http, x/y'],
    [JsonPatch.test('/spec/hosts/0', 'b'), 'test /spec/hosts/0: the value there is another'],
  ])('GIVEN a path that is wrong (%#) THEN the synthesis fails with what is there', (patch, message) => {
    expect(() => patched(patch)).toThrow(`[web/route] patch ${message}`);
  });
});
