import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ReadOptions, readManifests, streamManifests } from './read-manifests';

const HEAD = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';

/** Names and places of the objects, then rules, places and messages of the findings. */
function read(text: string, options?: ReadOptions) {
  const { manifests, findings } = readManifests('f.yaml', text, options);
  return {
    objects: manifests.map(({ resource, locate }) => `${resource.kind} ${resource.name} ${placeOf(locate([]))}`),
    findings: findings.map((finding) => `${placeOf(finding)} ${finding.severity} ${finding.rule} ${finding.message}`),
  };
}

const placeOf = ({ line, column }: { line?: number; column?: number }) => `${line}:${column}`;

describe('readManifests', () => {
  test('reads documents, and says what an object is and where', () => {
    // GIVEN
    const text = `# first\n${HEAD}---\n\n---\n# nothing\n---\n  \n  apiVersion: apps/v1\n  kind: Deployment\n  metadata:\n    name: b\n    namespace: web\n  spec: {replicas: 0x10}\n`;

    // WHEN
    const { manifests, findings } = readManifests('dist/x.yaml', text);

    // THEN
    expect(findings).toEqual([]);
    expect(manifests.map(({ object, resource, file }) => ({ object, resource, file }))).toEqual([
      {
        object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } },
        resource: { apiVersion: 'v1', kind: 'ConfigMap', name: 'a' },
        file: 'dist/x.yaml',
      },
      {
        object: {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: { name: 'b', namespace: 'web' },
          spec: { replicas: 16 },
        },
        resource: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'web', name: 'b' },
        file: 'dist/x.yaml',
      },
    ]);
    expect(manifests[0]?.locate([])).toEqual({ line: 2, column: 1 });
    expect(manifests[1]?.locate([])).toEqual({ line: 11, column: 3 });
    expect(manifests[1]?.locate(['spec', 'replicas'])).toEqual({ line: 16, column: 10 });
  });

  test('replaces lists by their items, with the places of these', () => {
    // GIVEN
    const text = `apiVersion: v1\nkind: List\nitems:\n- ${HEAD.replaceAll('\n', '\n  ')}\n- kind: List\n  items: [{apiVersion: v1, kind: Pod, metadata: {name: b}}]\n`;

    // WHEN
    const { manifests } = readManifests('f', text);

    // THEN
    expect(read(text)).toEqual({ objects: ['ConfigMap a 4:3', 'Pod b 9:11'], findings: [] });
    expect(manifests[1]?.locate(['metadata', 'name'])).toEqual({ line: 9, column: 50 });
  });

  test('gives items of a typed list the kind of the list', () => {
    const list = 'apiVersion: v1\nkind: ConfigMapList\nitems: [{metadata: {name: a}}, {}, 5]\n';
    expect(read(list)).toEqual({
      objects: ['ConfigMap a 3:9', 'ConfigMap  3:32'],
      findings: ['3:36 error SCHEMA_OBJECT 5 is not a Kubernetes object'],
    });
  });

  test('reads JSON, also with tabs and one object after the other', () => {
    const json = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, x: '}{"' });
    expect(read(json)).toEqual({ objects: ['ConfigMap a 1:1'], findings: [] });
    expect(read(JSON.stringify(JSON.parse(json), null, '\t')).objects).toEqual(['ConfigMap a 1:1']);
    expect(read(`${json}${json}\n  ${json}\n`)).toEqual({
      objects: ['ConfigMap a 1:1', `ConfigMap a 1:${json.length + 1}`, 'ConfigMap a 2:3'],
      findings: [],
    });
    expect(read(`${json} oops ${json}`).findings).toHaveLength(1);
  });

  test('reads what is around a document that is broken', () => {
    expect(read(`${HEAD}---\na: [\nb\n---\n${HEAD}---\na: b: c\n---\n{{- if x }}\n---\n${HEAD}`)).toEqual({
      objects: ['ConfigMap a 1:1', 'ConfigMap a 8:1', 'ConfigMap a 16:1'],
      findings: [
        '6:2 error YAML_SYNTAX not YAML: unexpected end of the stream within a flow collection',
        '12:5 error YAML_SYNTAX not YAML: bad indentation of a mapping entry',
        '14:3 error YAML_SYNTAX not YAML: missed comma between flow collection entries',
      ],
    });
  });

  test('names both places of a key that is there twice, and goes on with the last as kubectl does', () => {
    // GIVEN
    const text = `${HEAD}data:\n  a: b\n  c: {d: 1, d: 2}\n  a: e\nkind: Secret\n`;

    // WHEN
    const { manifests, findings } = readManifests('f', text);

    // THEN
    expect(manifests.map(({ object }) => object.data)).toEqual([{ a: 'e', c: { d: 2 } }]);
    const common = {
      rule: 'YAML_DUPLICATE_KEY',
      severity: 'error',
      resource: { apiVersion: 'v1', kind: 'Secret', name: 'a' },
      fix: 'remove or rename one of them',
      file: 'f',
    };
    expect(findings).toEqual([
      {
        ...common,
        path: 'data.c.d',
        message: 'data.c.d: key "d" is there twice, in column 7 and here: only the last counts',
        line: 6,
        column: 13,
      },
      {
        ...common,
        path: 'data.a',
        message: 'data.a: key "a" is there twice, on line 5 and here: only the last counts',
        line: 7,
        column: 3,
      },
      {
        ...common,
        path: 'kind',
        message: 'kind: key "kind" is there twice, on line 2 and here: only the last counts',
        line: 8,
        column: 1,
      },
    ]);
  });

  test('says what kubectl would pass over or refuse', () => {
    expect(read(`${HEAD}...\n${HEAD}`)).toEqual({
      objects: ['ConfigMap a 1:1', 'ConfigMap a 5:1'],
      findings: ['5:1 error YAML_SYNTAX kubectl passes over what follows "..." without a word'],
    });
    expect(read(`${HEAD}...\n---\n${HEAD}`).findings).toEqual([]);
    expect(read('--- {apiVersion: v1, kind: Pod}\n')).toEqual({
      objects: ['Pod  1:5'],
      findings: ['1:1 error YAML_SYNTAX invalid document separator: {apiVersion: v1, kind: Pod}'],
    });
    expect(read(`${HEAD}data: {a: .inf}\n`).findings).toEqual([
      '4:11 error YAML_SYNTAX an infinite number or no number cannot be sent to Kubernetes, which takes JSON',
    ]);
    expect(read(`${HEAD}data:\n  a: {{ .Values.a }}\n  b: '{{ fine }}'\n`).findings).toEqual([
      '5:7 error YAML_SYNTAX a map or list cannot be a key',
    ]);
    expect(read('%YAML 1.1\n---\na: b').findings[0]).toMatch(/^1:\d+ error YAML_SYNTAX not YAML: /);
  });

  test('limits size, depth and aliases', () => {
    const bomb = `data:\n  a: &a [1]\n${[...'bcdefgh'].map((each, i) => `  ${each}: &${each} [${`*${'abcdefg'[i]},`.repeat(10)}]\n`).join('')}`;
    const chain = Array.from({ length: 500 }, (_, i) => `a${i}: &a${i} [${i === 0 ? '' : `*a${i - 1}`}]\n`).join('');
    expect(read(`${HEAD}${bomb}`).findings).toEqual([
      '1:1 error YAML_LIMIT aliases expand to more than 1000000 values',
    ]);
    expect(read(`${HEAD}a: &a {b: *a}`).findings).toEqual(['1:1 error YAML_LIMIT an alias refers to what encloses it']);
    expect(read(chain).findings).toEqual(['1:1 error YAML_LIMIT aliases nest deeper than 400 levels']);
    expect(read(`a: ${'['.repeat(100_000)}`).findings[0]).toMatch(/ error YAML_LIMIT nesting exceeded maxDepth/);
    expect(read(`${HEAD}---\n${HEAD}#${'x'.repeat(99)}\n`, { maxDocumentSize: 100 })).toEqual({
      objects: ['ConfigMap a 1:1'],
      findings: ['4:1 error YAML_LIMIT the document has 156 characters and is not read: at most 100 are'],
    });
  });

  test('asks for objects where a file was named, and passes over other YAML in a folder', () => {
    const text = '- a\n---\na: b\n---\nkind: Pod\n---\napiVersion: v2\nname: chart\n';
    expect(read(text).findings).toEqual([
      '1:1 error SCHEMA_OBJECT a list is not a Kubernetes object',
      '3:1 error SCHEMA_OBJECT not a Kubernetes object: kind is missing',
      '5:1 error SCHEMA_OBJECT not a Kubernetes object: apiVersion is missing',
      '7:1 error SCHEMA_OBJECT not a Kubernetes object: kind is missing',
    ]);
    expect(read(text, { strict: false }).findings.map((finding) => finding.split(' ')[1])).toEqual([
      'note',
      'note',
      'error',
      'note',
    ]);
    const tsconfig = '{ "a": 1 } // not JSON';
    expect(readManifests('tsconfig.json', tsconfig, { strict: false }).findings[0]?.severity).toEqual('note');
    expect(readManifests('tsconfig.json', tsconfig).findings[0]?.severity).toEqual('error');
  });

  test("reads Flagger's definitions, which are not quite YAML", () => {
    const crd = "spec:\n  description: 'begins here\n  and goes on too far left'\n";
    expect(read(`${HEAD}${crd}`).findings).toEqual([]);
  });

  test('holds one document of a stream at a time', () => {
    // GIVEN
    let given = 0;
    function* pieces() {
      for (; given < 4; given++) yield `${HEAD}---\n`;
    }

    // WHEN
    const seen: number[] = [];
    for (const _document of streamManifests('f', pieces())) seen.push(given);

    // THEN
    expect(seen).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('property: no text throws, and what is found is inside the text', () => {
  const source = readFileSync(join(__dirname, '../../cdk8s.yaml'), 'utf8') + HEAD;
  const fragments = fc.constantFrom(
    ...['a:', ' b', '\n', '- ', '---', '...', '&a ', '*a', '<<: ', '[', ']', '{', '}', ',', '"', "'", '|', '>', '? '],
    ...['!', '!!int ', '%', '@', '#', '\t', '\r', '\0', '\uFEFF', '\u2028', '\ud800', '.inf', '{{', '0x', ': ', HEAD],
    ...['kind: List\nitems:\n', '  ', '1', '~', '\\', '{"kind":"x"}'],
  );
  const mutated = fc.tuple(fc.nat(source.length), fc.nat(20), fragments).map(([at, length, fragment]) => {
    return source.slice(0, at) + fragment + source.slice(at + length);
  });
  test.each([
    ['fragments', fc.array(fragments, { maxLength: 30 }).map((parts) => parts.join(''))],
    ['random text', fc.string({ unit: 'binary' })],
    ['mutated YAML', mutated],
  ])('%s', (_name, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        const { manifests, findings } = readManifests('f', text);
        const lines = text.split(/\r\n|\r|\n/).length;
        const places = [...findings, ...manifests.flatMap(({ locate }) => [locate([]), locate(['metadata', 'name'])])];
        for (const { line = 0, column = 0 } of places) {
          expect(line).toBeGreaterThan(0);
          expect(line).toBeLessThanOrEqual(lines);
          expect(column).toBeGreaterThan(0);
        }
      }),
      { numRuns: 500 },
    );
  });
});
