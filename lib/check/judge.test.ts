import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { SchemaFile } from '../codegen/schema-file';
import { Catalogue } from '../schema/catalogue';
import { told } from '../violation/violations.testing';
import { Judge } from './judge';

const folder = mkdtempSync(join(tmpdir(), 'catalogue-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What is told of an object. */
function checkWith(catalogue: Catalogue) {
  const judge = new Judge(catalogue);
  return (object: unknown) => told(judge.verdict(object).violations);
}

const judge = new Judge(new Catalogue().addFolder(join(__dirname, '../../imports')));
const check = (object: unknown) => told(judge.verdict(object).violations);

function widget(version: Partial<SchemaFile['kinds'][number]['versions'][number]> = {}): SchemaFile {
  const served = {
    schema: 'Widget.v1',
    served: true,
    storage: true,
    deprecated: false,
    statusSubresource: true,
  } as const;
  return {
    group: 'example.com',
    kinds: [
      {
        kind: 'Widget',
        plural: 'widgets',
        scope: 'Namespaced',
        versions: [
          { ...served, name: 'v1beta1' },
          { ...served, name: 'v1', ...version },
        ],
      },
    ],
    schemas: {
      'Widget.v1': {
        type: 'object',
        properties: {
          spec: { type: 'object', properties: { size: { type: 'integer' } } },
          status: { type: 'object', properties: { ready: { type: 'boolean' } } },
        },
      },
    },
  };
}

const virtualService = (spec: unknown) => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'reviews' },
  spec,
});

describe('GIVEN the definitions of Istio', () => {
  test('WHEN an object is right THEN nothing is told', () => {
    const rules = [
      { match: [{ uri: { prefix: '/a' } }], timeout: '5s', route: [{ destination: { host: 'reviews' }, weight: 1 }] },
    ];
    expect(check(virtualService({ hosts: ['reviews'], http: rules }))).toEqual([]);
  });

  test('WHEN an object is wrong in many ways THEN all are told', () => {
    const rules = [
      {
        match: [{ uri: { prefix: '/a', exact: '/b' } }],
        timeout: '1us',
        route: [{ destination: { host: 'reviews' }, wieght: 1 }],
      },
    ];
    expect(check(virtualService({ hosts: ['reviews'], http: rules }))).toEqual([
      {
        rule: 'SCHEMA_UNKNOWN_FIELD',
        severity: 'error',
        path: ['spec', 'http', 0, 'route', 0, 'wieght'],
        message: 'strict decoding error: unknown field "spec.http[0].route[0].wieght"',
        fix: 'did you mean weight?',
      },
      {
        rule: 'SCHEMA_ONE_OF',
        severity: 'error',
        path: ['spec', 'http', 0, 'match', 0, 'uri'],
        message:
          '<nil>: Invalid value: "": "spec.http[0].match[0].uri" must validate one and only one schema (oneOf). Found 2 valid alternatives',
        fix: 'keep only one of exact, prefix',
      },
      {
        rule: 'SCHEMA_CEL',
        severity: 'error',
        path: ['spec', 'http', 0, 'timeout'],
        message: 'spec.http[0].timeout: Invalid value: "string": must be a valid duration greater than 1ms',
      },
    ]);
  });

  test('WHEN the version is not served THEN the served ones are told, the preferred one first', () => {
    expect(check({ ...virtualService({}), apiVersion: 'networking.istio.io/v2' })).toEqual([
      {
        rule: 'SCHEMA_VERSION',
        severity: 'error',
        path: ['apiVersion'],
        message:
          'no matches for kind "VirtualService" in version "networking.istio.io/v2": served versions are v1, v1beta1, v1alpha3',
        fix: 'write apiVersion: networking.istio.io/v1',
      },
    ]);
  });

  test('WHEN the kind has a slip in it THEN the right one is told', () => {
    expect(check({ ...virtualService({}), kind: 'VirtualServce' })).toEqual([
      {
        rule: 'SCHEMA_UNKNOWN_KIND',
        severity: 'error',
        path: ['kind'],
        message: 'no matches for kind "VirtualServce" in version "networking.istio.io/v1"',
        fix: 'did you mean VirtualService?',
      },
    ]);
  });

  test('WHEN nothing is known of the kind THEN a note says how to change that', () => {
    expect(check({ apiVersion: 'nobody.example/v1', kind: 'Thing', metadata: { name: 'a' } })).toEqual([
      {
        rule: 'SCHEMA_UNKNOWN_KIND',
        severity: 'note',
        path: ['kind'],
        message:
          'no matches for kind "Thing" in version "nobody.example/v1": nothing is known of it, so it is not checked',
        fix: 'import its CRD: npx meshwright import URL',
      },
    ]);
  });

  test('WHEN metadata has an error that comes first THEN rules in CEL are not looked at', () => {
    const { metadata: _, ...nameless } = virtualService({ http: [{ timeout: '1us' }] });
    expect(check(nameless).map(({ rule }) => rule)).toEqual(['K8S_NAME']);
  });
});

describe('GIVEN built-in kinds', () => {
  const service = (spec: unknown) => check({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' }, spec });

  test('WHEN a Service is right THEN nothing is told', () => {
    expect(service({ ports: [{ port: 80, targetPort: 'http', nodePort: null }], selector: { app: 'a' } })).toEqual([]);
  });

  test('WHEN its types are wrong THEN the errors are those of the decoder', () => {
    expect(
      service({ ports: [{ port: '80', targetPort: true, nam: 'x' }], selector: { a: 1 } }).map(
        ({ message }) => message,
      ),
    ).toEqual([
      'spec.ports[0].port: json: cannot unmarshal string into Go struct field ServicePort.spec.ports.port of type int32',
      'spec.ports[0].targetPort: json: cannot unmarshal bool into Go value of type int32',
      'strict decoding error: unknown field "spec.ports[0].nam"',
      'spec.selector: json: cannot unmarshal number into Go struct field ServiceSpec.spec.selector of type string',
    ]);
  });

  test('WHEN a number does not fit its type THEN it is told', () => {
    const object = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' }, spec: { replicas: 2 ** 40 } };
    expect(check(object).map(({ message }) => message)).toContain(
      'spec.replicas: json: cannot unmarshal number 1099511627776 into Go struct field DeploymentSpec.spec.replicas of type int32',
    );
  });

  test('WHEN the version was removed THEN the served one is told', () => {
    expect(
      check({ apiVersion: 'apps/v1beta1', kind: 'Deployment', metadata: { name: 'a' } }).map(({ message }) => message),
    ).toEqual(['no matches for kind "Deployment" in version "apps/v1beta1": served version is v1']);
  });

  test('WHEN the group was removed THEN its successor is told', () => {
    expect(check({ apiVersion: 'extensions/v1beta1', kind: 'Deployment', metadata: { name: 'a' } })).toEqual([
      {
        rule: 'SCHEMA_UNKNOWN_KIND',
        severity: 'error',
        path: ['kind'],
        message: 'no matches for kind "Deployment" in version "extensions/v1beta1"',
        fix: 'write apiVersion: apps/v1',
      },
    ]);
  });

  test('WHEN a schema in a definition is recursive THEN it is followed', () => {
    const schema = { openAPIV3Schema: { type: 'object', properties: { a: { items: { typ: 'string' } } } } };
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'as.example.com' },
      spec: {
        group: 'example.com',
        names: { plural: 'as', kind: 'A' },
        scope: 'Namespaced',
        versions: [{ name: 'v1', served: true, storage: true, schema }],
      },
    };
    expect(check(definition).filter(({ rule }) => rule.startsWith('SCHEMA_'))).toEqual([]);
    const wrong = {
      ...definition,
      spec: {
        ...definition.spec,
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { properties: { a: { not: { typ: 'x' } } } } },
          },
        ],
      },
    };
    expect(check(wrong).map(({ message }) => message)).toContain(
      'strict decoding error: unknown field "spec.versions[0].schema.openAPIV3Schema.properties.a.not.typ"',
    );
  });
});

describe('GIVEN something else than an object', () => {
  test.each([[null], [3], ['a'], [[]], [undefined]])('WHEN it is %j THEN it is told', (object) => {
    expect(check(object).map(({ rule }) => rule)).toEqual(['SCHEMA_OBJECT']);
  });

  test('WHEN apiVersion and kind are missing THEN both are told', () => {
    expect(check({ kind: 3 }).map(({ message }) => message)).toEqual(['apiVersion not set', 'kind not set']);
  });
});

describe('GIVEN a catalogue', () => {
  test('WHEN a file has another name than its group THEN its kinds are found all the same', () => {
    const path = join(folder, 'anything.schema.json');
    writeFileSync(path, JSON.stringify(widget()));
    const lookup = new Catalogue().addFile(path).lookup('example.com/v1', 'Widget');
    expect(lookup).toEqual({
      status: 'known',
      known: expect.objectContaining({ group: 'example.com', version: 'v1', plural: 'widgets' }),
    });
  });

  test('WHEN two files have a kind, written in two ways, THEN the last counts, whatever was asked for before', () => {
    const of = (type: string, name: string) => {
      const { kinds, ...rest } = widget();
      const schemas = {
        'Widget.v1': { type: 'object', properties: { spec: { type: 'object', properties: { size: { type } } } } },
      };
      const path = join(folder, name);
      // As `meshwright import` writes it, and as anybody may.
      const parts = Object.entries({ ...rest, kinds, schemas }).map(
        ([key, value]) => `"${key}": ${JSON.stringify(value)}`,
      );
      writeFileSync(
        path,
        name.startsWith('1') ? `{\n${parts.join(',\n')}\n}\n` : JSON.stringify({ ...rest, kinds, schemas }),
      );
      return path;
    };
    const files = [of('string', '1.schema.json'), of('integer', '2.schema.json')] as const;
    const object = (spec: unknown) => ({ apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'a' }, spec });
    for (const order of [files, [...files].reverse()]) {
      const catalogue = () => {
        const all = new Catalogue();
        for (const file of order) all.addFile(file);
        return all;
      };
      const [asked, unasked] = [catalogue(), catalogue()];
      asked.lookup('other.example.com/v1', 'Other');
      const size = order === files ? 1 : 'a';
      for (const each of [asked, unasked]) {
        expect(each.fileOf('example.com')).toBe(order[1]);
        expect(checkWith(each)(object({ size }))).toEqual([]);
        expect(each.fileOf('example.com')).toBe(order[1]);
      }
    }
  });

  test('WHEN a file cannot be read THEN the error names it', () => {
    const path = join(folder, 'broken.schema.json');
    writeFileSync(path, '{');
    expect(() => new Catalogue().addFile(path).lookup('a.b/v1', 'C')).toThrow(`${path}: cannot be read: `);
  });

  test('WHEN a version is deprecated THEN it is warned of', () => {
    const check = checkWith(new Catalogue().add(widget({ deprecated: true })));
    expect(check({ apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'a' } })).toEqual([
      {
        rule: 'SCHEMA_DEPRECATED',
        severity: 'warning',
        path: ['apiVersion'],
        message: 'example.com/v1 Widget is deprecated',
      },
    ]);
  });

  test('WHEN status is written elsewhere THEN its values do not matter, only its fields', () => {
    const object = {
      apiVersion: 'example.com/v1',
      kind: 'Widget',
      metadata: { name: 'a' },
      status: { ready: 'x', rady: 1 },
    };
    const messages = (file: SchemaFile) => checkWith(new Catalogue().add(file))(object).map(({ message }) => message);
    const unknown = 'strict decoding error: unknown field "status.rady"';
    expect(messages(widget())).toEqual([unknown]);
    expect(messages(widget({ statusSubresource: false }))).toEqual([
      unknown,
      'status.ready: Invalid value: "string": status.ready in body must be of type boolean: "string"',
    ]);
  });
});

describe('GIVEN an object THEN its verdict says', () => {
  const verdict = (object: unknown) => {
    const { scope, sound } = judge.verdict(object);
    return { scope, sound };
  };

  test('that it is sound, and where it belongs', () => {
    expect(verdict(virtualService({ hosts: ['a'] }))).toEqual({ scope: 'Namespaced', sound: true });
    expect(verdict({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' } })).toEqual({
      scope: 'Cluster',
      sound: true,
    });
  });

  test('that it is not, where something is wrong with what it specifies', () => {
    expect(verdict(virtualService({ hosts: 'a' }))).toEqual({ scope: 'Namespaced', sound: false });
    expect(verdict({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' }, spec: { ports: 80 } })).toEqual({
      scope: 'Namespaced',
      sound: false,
    });
  });

  test('that it is sound with a name that is none, which says nothing of what it specifies', () => {
    expect(verdict({ ...virtualService({ hosts: ['a'] }), metadata: { name: 'A_B' } })).toEqual({
      scope: 'Namespaced',
      sound: true,
    });
  });

  test('that nothing is known of it', () => {
    expect(verdict({ apiVersion: 'nobody.example/v1', kind: 'Thing', metadata: { name: 'a' } })).toEqual({
      scope: undefined,
      sound: false,
    });
  });
});
