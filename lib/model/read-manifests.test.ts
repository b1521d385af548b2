import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyCharacter } from '../kube/any-character.testing';
import { readDocuments } from './read-documents';
import { type ReadOptions, readManifests, streamManifests } from './read-manifests';
import { streamSource, textSource } from './source/text-source';

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
    const text = `apiVersion: v1\nkind: List\nitems:\n- ${HEAD.replaceAll('\n', '\n  ')}\n- {apiVersion: v1, kind: Pod, metadata: {name: b}}\n`;

    // WHEN
    const { manifests, lists } = readManifests('f', text);

    // THEN
    expect(read(text)).toEqual({ objects: ['ConfigMap a 4:3', 'Pod b 8:3'], findings: [] });
    expect(manifests[1]?.locate(['metadata', 'name'])).toEqual({ line: 8, column: 42 });
    expect(lists.map(({ object }) => object)).toEqual([{ apiVersion: 'v1', kind: 'List', items: [] }]);
  });

  test('gives items of a list that do not say what they are the kind of the list', () => {
    const list = 'apiVersion: v1\nkind: ConfigMapList\nitems: [{metadata: {name: a}}, {}, null, 5, {kind: Pod}]\n';
    expect(read(list)).toEqual({
      objects: ['ConfigMap a 3:9', 'ConfigMap  3:32', 'ConfigMap  3:36'],
      findings: [
        '3:42 error SCHEMA_OBJECT 5 is not a Kubernetes object',
        '3:45 error SCHEMA_OBJECT not a Kubernetes object: apiVersion is missing',
      ],
    });
  });

  test('takes for a list what kubectl does, and refuses what it refuses', () => {
    const list = (rest: string) => read(`apiVersion: v1\nkind: List\n${rest}\n`);
    expect(list('items: null')).toEqual({ objects: [], findings: [] });
    expect(list('')).toEqual({ objects: [], findings: ['1:1 error SCHEMA_OBJECT a List without items'] });
    expect(list('items: {}').findings).toEqual(['3:1 error SCHEMA_OBJECT items of List must be a list']);
    expect(list('items: [{apiVersion: v1, kind: List, items: []}]').findings).toEqual([
      '3:9 error SCHEMA_OBJECT a list in a list: kubectl takes only objects as items',
    ]);
    expect(list('items: [{apiVersion: a/v1, kind: A, items: {}}]').objects).toEqual(['A  3:9']);
    expect(list('items: [{}]').findings).toEqual(['3:9 error SCHEMA_OBJECT not a Kubernetes object: kind is missing']);
    expect(read('apiVersion: v2\nkind: List\nitems: [{apiVersion: v1, kind: Pod}]\n').findings).toEqual([
      '1:1 error SCHEMA_OBJECT no matches for kind "List" in version "v2"',
    ]);
    expect(read('apiVersion: apps/v1\nkind: List\nitems: [{apiVersion: v1, kind: Pod}]\n').objects).toEqual([
      'Pod  3:9',
    ]);
    expect(read(`${HEAD}items: [{apiVersion: v1, kind: Pod}]\n`)).toEqual({
      objects: ['Pod  4:9'],
      findings: [
        '4:1 warning SCHEMA_OBJECT kubectl takes what has items for a list: only the items of this ConfigMap are applied',
      ],
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
    expect(read(`${json} oops`)).toEqual({
      objects: ['ConfigMap a 1:1'],
      findings: [
        `1:${json.length + 2} error YAML_SYNTAX not JSON: invalid character 'o' looking for beginning of value`,
        `1:${json.length + 2} error SCHEMA_OBJECT "oops" is not a Kubernetes object`,
      ],
    });
  });

  test('reads JSON that kubectl before 1.33 does not take as YAML, and says so', () => {
    const json = '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}}';
    expect(read(`${json}\n---\n${json}\n`)).toEqual({
      objects: ['Pod a 1:1', 'Pod a 3:1'],
      findings: ["2:2 error YAML_SYNTAX not JSON: invalid character '-' in numeric literal"],
    });
    expect(read('{apiVersion: v1, kind: Pod}\n---\na: b: c')).toEqual({
      objects: ['Pod  1:1'],
      findings: [
        "1:2 error YAML_SYNTAX not JSON: invalid character 'a' looking for beginning of object key string",
        '3:5 error YAML_SYNTAX not YAML: mapping values are not allowed in this context',
      ],
    });
    expect(read('{"kind": "Pod",').findings).toEqual(['1:15 error YAML_SYNTAX not JSON: unexpected end of JSON input']);
    expect(readManifests('f', '{{- if .Values.a }}\na: b').findings.map(({ message, fix }) => [message, fix])).toEqual([
      [
        "not JSON: invalid character '{' looking for beginning of object key string",
        'a Helm template must be rendered first: helm template … | meshwright check -',
      ],
    ]);
    expect(read(`---\n${json}\n---\n${json}\n`)).toEqual({ objects: ['Pod a 2:1', 'Pod a 4:1'], findings: [] });
  });

  test('reads what is around a document that is broken', () => {
    expect(read(`${HEAD}---\na: [\nb\n---\n${HEAD}---\na: b: c\n---\n{{- if x }}\n---\n${HEAD}`)).toEqual({
      objects: ['ConfigMap a 1:1', 'ConfigMap a 8:1', 'ConfigMap a 16:1'],
      findings: [
        "6:2 error YAML_SYNTAX not YAML: did not find expected ',' or ']'",
        '12:5 error YAML_SYNTAX not YAML: mapping values are not allowed in this context',
        '14:3 error YAML_SYNTAX not YAML: did not find expected node content',
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

  test('says what kubectl passes over', () => {
    const warning = 'warning YAML_IGNORED kubectl passes over what follows here, without a word';
    expect(read(`${HEAD}...\n# comment\n${HEAD}`)).toEqual({
      objects: ['ConfigMap a 1:1'],
      findings: [`6:1 ${warning}`],
    });
    expect(read(`${HEAD}...\n# comment\n---\n${HEAD}`).findings).toEqual([]);
    expect(read('---\n{apiVersion: v1, kind: Pod}\n{apiVersion: v1, kind: Pod}\n')).toEqual({
      objects: ['Pod  2:1'],
      findings: [`3:1 ${warning}`],
    });
  });

  test('says what kubectl loses: a last line that fills a buffer and does not end', () => {
    const lost = `${HEAD}data: {a: ${'x'.repeat(4096 - 'data: {a: }'.length)}}`;
    expect(readManifests('f', lost)).toMatchObject({
      manifests: [{ object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } } }],
      findings: [{ rule: 'YAML_IGNORED', severity: 'warning', line: 4, column: 1 }],
    });
    expect(readManifests('f', `${lost}\n`).findings).toEqual([]);
    expect(readManifests('f', `${lost} `).findings).toEqual([]);
  });

  test.each([
    ['"\\/" in double quotes', 'a: "\\/"', '1:5 not YAML: found unknown escape character'],
    ['a line with only a tab', 'a: 1\n\t\nb: 2\n', '2:1 not YAML: found a tab character that violates indentation'],
    ['null as a key', '~: 1', '1:1 not YAML: unsupported map key: ~'],
    ['a list as a key', '? [a]\n: 1', '1:3 not YAML: unsupported map key: a list'],
    ['a colon that is no key', 'a: {k: ::1}', '1:8 not YAML: did not find expected node content'],
    ['DEL', 'a: \x7f', '1:4 not YAML: control characters are not allowed'],
    ['U+2028 as the end of a line', 'a: b\u2028c\n', "1:6 not YAML: could not find expected ':'"],
    ['a pair of surrogates', 'a: "\\ud83d\\ude00"', '1:5 not YAML: found invalid Unicode character escape code'],
    ['--- and then ...', 'a: 1\n---\n...\n', '3:1 not YAML: did not find expected node content'],
    ['a value beside ---', '--- {a: b}\n', '1:1 invalid document separator: {a: b}'],
    ['a number that JSON does not have', 'data: {a: .inf}', '1:11 not YAML: JSON has no infinite number and no NaN'],
    ['a template', 'a: {{ .Values.a }}', '1:5 not YAML: unsupported map key: a map'],
    ['another version of YAML', '%YAML 1.2\n---\na: b', '1:1 not YAML: found incompatible YAML document'],
    [
      'a merge of what is no map',
      'a: &a 1\n<<: *a',
      '2:1 not YAML: map merge requires map or sequence of maps as the value',
    ],
  ])('refuses %s', (_what, text, problem) => {
    const errors = readManifests('f', text).findings.filter(({ rule }) => rule === 'YAML_SYNTAX');
    expect(errors.map((finding) => `${placeOf(finding)} ${finding.message}`)).toEqual([problem]);
  });

  test.each([
    ['an IPv6 address in brackets', 'a: [2001:db8::, ::1:2]', undefined],
    ['what ends with a colon in braces', 'a: {k: fe80::, l: a:}', { a: { k: 'fe80::', l: 'a:' } }],
    ['infinity as a key', 'a: {.inf: 1}', { a: { '.inf': 1 } }],
    ['words of YAML 1.1', 'a: [on, off, 0777, 1_000]', { a: [true, false, 511, 1000] }],
    ['a merge that comes last', 'a: 1\nb: 2\n<<: {a: 3}', { a: 3, b: 2 }],
    ['a merge that comes first', '<<: [{a: 3, c: 4}, {c: 5}]\na: 1', { a: 1, c: 4 }],
    [
      'what is further left in quotes',
      "a:\n  b: 'begins here\n  and goes on'\n",
      { a: { b: 'begins here and goes on' } },
    ],
    ['a carriage return', 'a: b\r\nc: d\re: f', { a: 'b', c: 'd', e: 'f' }],
  ])('reads %s', (_what, text, value) => {
    const [document] = readDocuments(textSource('f', text));
    if (value === undefined) expect(document?.value).toBeUndefined();
    else expect(document).toMatchObject({ value, problems: [] });
  });

  test('reads UTF-16 with a byte order mark, and says what is not UTF-8', () => {
    const bytes = Buffer.from(`\ufeff${HEAD}---\n${HEAD}data: {a: 0777, b: ä}\n`, 'utf16le');
    for (const wide of [Buffer.from(bytes), Buffer.from(bytes).swap16()]) {
      const read = [
        ...streamManifests(streamSource('f', [wide.subarray(0, 1), wide.subarray(1, 55), wide.subarray(55)])),
      ];
      expect(read.flatMap(({ findings }) => findings)).toEqual([]);
      const manifest = read[1]?.manifests[0];
      expect(manifest?.object.data).toEqual({ a: 511, b: 'ä' });
      expect(manifest?.locate(['data', 'b'])).toEqual({ line: 8, column: 17 });
      expect(manifest?.written?.(['data', 'a'])).toEqual('0777');
    }
    const [latin] = streamManifests(streamSource('f', [Buffer.from(`${HEAD}data: {a: \xfc}\n`, 'latin1')]));
    expect(latin?.manifests[0]?.object.data).toEqual({ a: '\ufffd' });
    expect(latin?.findings.map(({ rule, severity, line, column }) => [rule, severity, line, column])).toEqual([
      ['YAML_ENCODING', 'warning', 4, 11],
    ]);
  });

  test('limits size, depth and aliases', () => {
    const bomb = `data:\n  a: &a [1]\n${[...'bcdefgh'].map((each, i) => `  ${each}: &${each} [${`*${'abcdefg'[i]},`.repeat(10)}]\n`).join('')}`;
    const deep = `a: &a ${'['.repeat(250)}${']'.repeat(250)}\nb: ${'['.repeat(200)}*a${']'.repeat(200)}\n`;
    expect(read(`${HEAD}${bomb}`).findings).toEqual(['9:10 error YAML_LIMIT document contains excessive aliasing']);
    expect(read(`${HEAD}a: &a {b: *a}`).findings).toEqual([
      "4:11 error YAML_SYNTAX not YAML: anchor 'a' value contains itself",
    ]);
    expect(read(deep).findings).toEqual(['2:204 error YAML_LIMIT nested deeper than 400 levels']);
    expect(read(`a: ${'['.repeat(100_000)}`).findings).toEqual([
      '1:403 error YAML_LIMIT nested deeper than 400 levels',
    ]);
    expect(read(`${HEAD}---\n${HEAD}#${'x'.repeat(99)}\n`, { maxDocumentSize: 100 })).toEqual({
      objects: ['ConfigMap a 1:1'],
      findings: ['5:1 error YAML_LIMIT the document has 152 bytes and is not read: at most 100 are'],
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

  test('holds one document of a stream at a time', () => {
    // GIVEN
    let given = 0;
    function* pieces() {
      for (; given < 4; given++) yield Buffer.from(`${HEAD}#${'x'.repeat(5000)}\n---\n`);
    }

    // WHEN
    const seen: number[] = [];
    for (const _document of streamManifests(streamSource('f', pieces()))) seen.push(given);

    // THEN
    expect(seen).toEqual([0, 1, 2, 3]);
  });
});

describe('property: no text throws, and what is found is inside the text', () => {
  const source = readFileSync(join(__dirname, '../../cdk8s.yaml'), 'utf8') + HEAD;
  const fragments = fc.constantFrom(
    ...['a:', ' b', '\n', '- ', '---', '...', '&a ', '*a', '<<: ', '[', ']', '{', '}', ',', '"', "'", '|', '>', '? '],
    ...['!', '!!int ', '%', '@', '#', '\t', '\r', '\0', '\uFEFF', '\u2028', '\ud800', '.inf', '{{', '0x', ': ', HEAD],
    ...['kind: List\nitems:\n', '  ', '1', '~', '\\', '{"kind":"x"}', '\r\n', '😀', '\u0085', '{"a":1,"a":2}'],
  );
  const mutated = fc.tuple(fc.nat(source.length), fc.nat(20), fragments).map(([at, length, fragment]) => {
    return source.slice(0, at) + fragment + source.slice(at + length);
  });
  const paths = [[], ['metadata', 'name'], ['items', 0], ['data', 'a', 0]];
  test.each([
    ['fragments', fc.array(fragments, { maxLength: 30 }).map((parts) => parts.join(''))],
    ['random text', fc.string({ unit: anyCharacter })],
    ['mutated YAML', mutated],
  ])('%s', (_name, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        const { manifests, findings } = readManifests('f', text);
        const lines = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/);
        const places = [...findings, ...manifests.flatMap(({ locate }) => paths.map((path) => locate(path)))];
        const outside = places.filter(({ line = 0, column = 0 }) => {
          const length = lines[line - 1]?.length;
          return length === undefined || column < 1 || column > length + 1;
        });
        expect(outside).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
