import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readDefinitions } from './read-definitions';

const SPEC = `
  group: example.com
  scope: Namespaced
  names: { kind: Gadget, plural: gadgets }
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            size: { type: integer }
`;
const CRD = `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec:${SPEC}`;
const GADGET = {
  group: 'example.com',
  kind: 'Gadget',
  plural: 'gadgets',
  scope: 'Namespaced',
  versions: [
    {
      name: 'v1',
      served: true,
      storage: true,
      deprecated: false,
      schema: { type: 'object', properties: { size: { type: 'integer' } } },
      statusSubresource: false,
    },
  ],
};

/** The only problem of a file. */
function problemOf(text: string): string {
  const { definitions, problems } = readDefinitions('crd.yaml', text);
  expect(definitions).toEqual([]);
  expect(problems).toHaveLength(1);
  return problems[0] ?? '';
}

describe('readDefinitions', () => {
  test.each([
    ['one document', CRD, 1],
    ['a document after empty ones and a comment', `# a file\n---\n---\n# nothing\n---\n${CRD}---\n`, 6],
    ['a byte order mark', `\uFEFF${CRD}`, 1],
    ['lines that end in CR LF', `---\n${CRD}`.replaceAll('\n', '\r\n'), 2],
    [
      'JSON',
      JSON.stringify({
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        spec: {
          ...GADGET,
          names: GADGET,
          versions: [{ ...GADGET.versions[0], schema: { openAPIV3Schema: GADGET.versions[0]?.schema } }],
        },
      }),
      1,
    ],
    ['a List', `kind: List\napiVersion: v1\nitems:\n  -${` ${CRD}`.replaceAll('\n', '\n    ')}`, 4],
    [
      'a CustomResourceDefinitionList, whose items need no kind',
      `kind: CustomResourceDefinitionList\napiVersion: apiextensions.k8s.io/v1\nitems:\n  - spec:${SPEC.replaceAll('\n', '\n    ')}`,
      4,
    ],
    ['an install file', `kind: Deployment\nspec: {}\n---\n${CRD}---\nkind: ClusterRole\n`, 4],
  ])('reads %s', (_what, text, line) => {
    // WHEN
    const read = readDefinitions('crd.yaml', text);

    // THEN
    expect(read).toEqual({ definitions: [{ definition: GADGET, file: 'crd.yaml', line }], problems: [] });
  });

  test('keeps dates as text, merge keys merged, extensions and a property called __proto__', () => {
    // GIVEN
    const text = CRD.replace(
      'size: { type: integer }',
      `base: &base { type: string, default: 2020-01-01, x-kubernetes-validations: [{ rule: 'self != ""' }] }
            __proto__: { <<: *base, default: 2021-01-01 }`,
    );

    // WHEN
    const [read] = readDefinitions('crd.yaml', text).definitions;

    // THEN
    const rules = [{ rule: 'self != ""' }];
    expect(Object.entries(read?.definition.versions[0]?.schema.properties ?? {})).toEqual([
      ['base', { type: 'string', default: '2020-01-01', 'x-kubernetes-validations': rules }],
      ['__proto__', { type: 'string', default: '2021-01-01', 'x-kubernetes-validations': rules }],
    ]);
  });

  test('reads quoted text that is indented too little, as in Flagger', () => {
    // GIVEN
    const text = CRD.replace('type: integer', "type: integer, description: 'it\n    goes on'");

    // WHEN
    const read = readDefinitions('crd.yaml', text);

    // THEN
    expect(read.problems).toEqual([]);
  });

  test.each([
    [
      'kind: Gadget',
      'kind: 7',
      'document 1 (line 6): spec.names.kind is 7: must be a name of letters, digits and "-", such as Gateway',
    ],
    [
      'plural: gadgets',
      'plural: Gadgets',
      'document 1 (line 6): spec.names.plural is "Gadgets": must be a lower-case name, such as gateways',
    ],
    [
      'names: { kind: Gadget, plural: gadgets }',
      'names: []',
      'document 1 (line 3): spec.names is a list: must be a map with kind and plural',
    ],
    [
      'group: example.com',
      'group: ../up',
      'document 1 (line 3): spec.group is "../up": must be a domain name, such as networking.istio.io',
    ],
    [
      '  group: example.com\n',
      '',
      'document 1 (line 3): spec.group is missing: must be a domain name, such as networking.istio.io',
    ],
    [
      'scope: Namespaced',
      'scope: namespaced',
      'document 1 (line 3): spec.scope is "namespaced": must be Cluster or Namespaced',
    ],
    [
      'served: true',
      'served: false',
      'document 1 (line 7): spec.versions has no served version (v1): at least one must have served: true',
    ],
    [
      'storage: true',
      'storage: false',
      'document 1 (line 7): spec.versions has 0 versions with storage: true: must be exactly one',
    ],
    [
      'storage: true',
      "storage: 'yes'",
      'document 1 (line 8): spec.versions[0].storage is "yes": must be true or false',
    ],
    [
      'name: v1',
      'name: 1',
      'document 1 (line 8): spec.versions[0].name is 1: must be a version, such as v1 or v1beta1',
    ],
    [
      /versions:[\s\S]*/,
      'versions: {}',
      'document 1 (line 3): spec.versions is a map: must be a list of at least one version',
    ],
    [/spec:[\s\S]*/, '', 'document 1 (line 1): spec is missing: must be a map with group, names, scope and versions'],
    [
      /schema:[\s\S]*/,
      '',
      'document 1 (line 8): spec.versions[0].schema.openAPIV3Schema is missing: types come from the schema, take the CRD of a release that has one',
    ],
    [
      'k8s.io/v1',
      'k8s.io/v1beta1',
      'document 1 (line 1): apiVersion is "apiextensions.k8s.io/v1beta1", which Kubernetes 1.22 removed: must be apiextensions.k8s.io/v1, take a newer release of the project',
    ],
  ])('reports %s → %s', (good, bad, problem) => {
    expect(problemOf(CRD.replace(good, bad))).toEqual(`crd.yaml: ${problem}`);
  });

  const at = 'spec.versions[0].schema.openAPIV3Schema.properties';
  test.each([
    ['size: 3', `document 1 (line 14): ${at}.size is 3: must be a schema, such as { type: string }`],
    [
      'size: { type: int }',
      `document 1 (line 15): ${at}.size.type is "int": must be one of array, boolean, integer, number, object, string`,
    ],
    [
      'size: { properties: [a] }',
      `document 1 (line 15): ${at}.size.properties is a list: must be a map of names to schemas`,
    ],
    ['size: { required: a }', `document 1 (line 15): ${at}.size.required is "a": must be a list of strings`],
    ['size: { minimum: "1" }', `document 1 (line 15): ${at}.size.minimum is "1": must be a number`],
    ['size: { maxItems: -1 }', `document 1 (line 15): ${at}.size.maxItems is -1: must be a whole number, 0 or more`],
    [
      'size: { items: [{}] }',
      `document 1 (line 15): ${at}.size.items is a list: must be one schema: the API server knows no tuples`,
    ],
    [
      'size: { oneOf: [{ not: { nullable: 1 } }] }',
      `document 1 (line 15): ${at}.size.oneOf[0].not.nullable is 1: must be true or false`,
    ],
    [
      'size: { x-kubernetes-validations: [self] }',
      `document 1 (line 15): ${at}.size.x-kubernetes-validations is a list: must be a list of maps with the expression as \`rule\``,
    ],
    [
      'size: { $ref: a }',
      `document 1 (line 15): ${at}.size.$ref is "a": the API server refuses this keyword: write the schema out where it is used (controller-gen does)`,
    ],
  ])('reports the schema %s', (property, problem) => {
    expect(problemOf(CRD.replace('size: { type: integer }', property))).toEqual(`crd.yaml: ${problem}`);
  });

  test.each([
    ['', 'is empty: give a file with CustomResourceDefinitions'],
    ['# nothing\n---\n', 'is empty: give a file with CustomResourceDefinitions'],
    ['a: 1\n---\nb: [\n', 'document 2 (line 3): not YAML: did not find expected node content'],
    ['a: 1\na: 2\n', 'document 1 (line 2): a: key "a" is there twice, on line 1 and here: only the last counts'],
    [
      'a:\n  {{- if .Values.crds }}',
      'document 1 (line 2): not YAML: did not find expected node content: a Helm template must be rendered first, with `helm template`',
    ],
    [
      'just text',
      'document 1 (line 1): "just text" is not a Kubernetes object: must be a map with apiVersion, kind and spec',
    ],
    ['a: 1', 'document 1 (line 1): kind is missing: must be CustomResourceDefinition, or List'],
    ['kind: List\nitems: 3', 'document 1 (line 1): items of a List is 3: must be a list of objects'],
    [
      '---\nkind: Deployment\n---\nkind: Service\n',
      'document 1 (line 2): kind Deployment is not a CustomResourceDefinition (and none of the 1 other objects is one): give the file with the CRDs, often crds.yaml or install.yaml',
    ],
    [
      '<!DOCTYPE html><html>',
      'is an HTML page, not YAML: it may be the login or error page of a proxy, or a page that shows the file: open the address in a browser',
    ],
  ])('reports the file %j', (text, problem) => {
    expect(problemOf(text)).toEqual(`crd.yaml: ${problem}`);
  });

  test('reports all problems of a file and reads the rest', () => {
    // GIVEN
    const bad = CRD.replace('scope: Namespaced', 'scope: 1').replace('type: integer', 'type: 2');

    // WHEN
    const read = readDefinitions('crd.yaml', `${bad}---\n${CRD}---\n${bad}`);

    // THEN
    expect(read.definitions.map(({ line }) => line)).toEqual([17]);
    expect(read.problems.map((problem) => /document \d+ \(line \d+\)/.exec(problem)?.[0])).toEqual([
      'document 1 (line 3)',
      'document 1 (line 15)',
      'document 3 (line 35)',
      'document 3 (line 47)',
    ]);
  });

  test('reports an alias that encloses itself', () => {
    expect(problemOf(CRD.replace('size: { type: integer }', 'size: &a { properties: { size: *a } }'))).toEqual(
      "crd.yaml: document 1 (line 15): not YAML: anchor 'a' value contains itself",
    );
  });

  test('reports aliases that stand for a billion values, at once', () => {
    // GIVEN
    const levels = Array.from({ length: 30 }, (_, n) => {
      const inner = n === 0 ? '{}' : `*l${n - 1}`;
      return `            l${n}: &l${n} { properties: { a: ${inner}, b: ${inner} } }`;
    });

    // THEN
    expect(problemOf(CRD.replace('            size: { type: integer }', levels.join('\n')))).toEqual(
      'crd.yaml: document 1 (line 24): document contains excessive aliasing',
    );
  });

  test('never throws, whatever the text', () => {
    const line = fc.constantFrom(
      ...CRD.split('\n'),
      '---',
      '- a',
      '  [',
      '{',
      'a: &a',
      '*a',
      '<<: *a',
      'kind: List',
      'items:',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const read = readDefinitions('crd.yaml', lines.join('\n'));
        expect(read.definitions.length + read.problems.length).toBeGreaterThan(0);
        expect(read.problems.filter((problem) => problem.includes('\n'))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
