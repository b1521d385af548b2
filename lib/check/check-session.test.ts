import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readManifests } from '../model/read-manifests';
import { defaultSettings } from '../settings/read-settings';
import { CheckSession } from './check-session';
import { loadSchemas } from './installed-schemas';

const cwd = join(__dirname, '../..');
const judge = loadSchemas({ cwd });

/** Rules with their places. */
function check(...texts: string[]): string[] {
  const session = new CheckSession(judge, { cwd, settings: defaultSettings(cwd) });
  texts.forEach((text, index) => {
    for (const _checked of session.add([readManifests(`${index}.yaml`, text)]));
  });
  return session.finish().findings.map(({ rule, file, line, path }) => `${rule} ${file}:${line} ${path}`.trim());
}

/** A definition of Gadgets whose size has a type. */
const definition = (size: string, { version = 'v1', more = '' } = {}) => `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: gadgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Gadget, plural: gadgets}
  versions:
  - name: ${version}
    served: true
    storage: true
    schema:
      openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: ${size}}}}}}
${more}`;

const gadget = (spec: string) => `apiVersion: example.com/v1\nkind: Gadget\nmetadata: {name: a}\nspec: {${spec}}\n`;

test('GIVEN a kind that cannot exist THEN it is none of which nothing is known', () => {
  const unknownIn = (text: string) => {
    const session = new CheckSession(judge, { cwd, settings: defaultSettings(cwd) });
    for (const _checked of session.add([readManifests('a.yaml', text)]));
    return [...session.finish().unknownKinds];
  };
  expect(unknownIn('apiVersion: extensions/v1beta1\nkind: Deployment\nmetadata: {name: a}\n')).toEqual([]);
  expect(unknownIn('apiVersion: networking.istio.io/v1\nkind: VirtualServce\nmetadata: {name: a}\n')).toEqual([]);
  expect(unknownIn(gadget('size: 1'))).toEqual([['example.com/v1 Gadget', 1]]);
});

describe('GIVEN a custom resource and its definition', () => {
  test.each([
    ['before it', [definition('integer'), gadget('size: big, colour: red')], '1.yaml'],
    ['behind it', [gadget('size: big, colour: red'), definition('integer')], '0.yaml'],
    ['in the same file', [`${gadget('size: big, colour: red')}---${definition('integer')}`], '0.yaml'],
  ])('WHEN the definition stands %s THEN it counts', (_where, texts, file) => {
    expect(check(...texts)).toEqual([`SCHEMA_TYPE ${file}:4 spec.size`, `SCHEMA_UNKNOWN_FIELD ${file}:4 spec.colour`]);
    expect(check(...texts.map((text) => text.replace('size: big, colour: red', 'size: 3')))).toEqual([]);
  });

  test('WHEN there is none THEN nothing is known of it', () => {
    expect(check(gadget('size: big'))).toEqual(['SCHEMA_UNKNOWN_KIND 0.yaml:2 kind']);
  });

  test('WHEN the definition is refused THEN it does not count', () => {
    expect(check(gadget('size: big'), definition('integre'))).toContain('SCHEMA_UNKNOWN_KIND 0.yaml:2 kind');
  });

  test('WHEN it is of a version that the definition does not serve THEN that is told, once', () => {
    expect(check(gadget('size: big'), definition('integer', { version: 'v2' }))).toEqual([
      'K8S_VERSION_NOT_SERVED 0.yaml:1 apiVersion',
    ]);
  });

  test('WHEN something else is known of the kind THEN the definition that is given counts', () => {
    const own = definition('integer').replaceAll('example.com', 'networking.istio.io').replace('Gadget', 'Gateway');
    const named = own.replaceAll('gadgets', 'gateways');
    const gateway = `apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: a}\nspec: {size: big}\n`;
    expect(check(gateway)).toContain('SCHEMA_UNKNOWN_FIELD 0.yaml:4 spec.size');
    expect(check(gateway, named)).toEqual(['SCHEMA_TYPE 0.yaml:4 spec.size']);
  });
});

describe('GIVEN a list', () => {
  const list = (apiVersion: string, kind: string) =>
    check(
      `apiVersion: ${apiVersion}\nkind: ${kind}\nitems: [{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}]\n`,
    );

  test.each([
    ['v1', 'List'],
    ['apps/v1', 'List'],
    ['nobody.example/v7', 'List'],
    ['v1', 'ConfigMapList'],
    ['networking.istio.io/v1', 'GatewayList'],
    ['nobody.example/v7', 'ThingList'],
  ])('WHEN it is a %s %s THEN its items are checked', (apiVersion, kind) => {
    expect(list(apiVersion, kind)).toEqual([]);
  });

  test.each([
    ['apps/v9', 'List'],
    ['v1', 'ThingList'],
    ['apps/v9', 'DeploymentList'],
    ['networking.istio.io/v9', 'GatewayList'],
  ])('WHEN there is no %s %s THEN that is told', (apiVersion, kind) => {
    expect(list(apiVersion, kind)).toEqual(['SCHEMA_VERSION 0.yaml:1 apiVersion']);
  });
});

describe('GIVEN what is completed before it is applied', () => {
  const told = (files: Readonly<Record<string, string>>) => {
    const session = new CheckSession(judge, { cwd, settings: defaultSettings(cwd) });
    for (const [file, text] of Object.entries(files)) for (const _checked of session.add([readManifests(file, text)]));
    return session.finish().findings.map(({ severity, rule, file }) => `${severity} ${rule} ${file}`);
  };
  const binding = [
    'apiVersion: rbac.authorization.k8s.io/v1',
    'kind: ClusterRoleBinding',
    'metadata: {name: web}',
    'roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}',
    'subjects: [{kind: ServiceAccount, name: default}]',
  ].join('\n');
  const selectorless = [
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata: {name: web, namespace: shop}',
    'spec: {template: {spec: {containers: [{name: c, image: c}]}}}',
  ].join('\n');
  const errors = (files: Readonly<Record<string, string>>) => told(files).filter((line) => line.startsWith('error'));

  test('WHEN a Kustomization adds what it lacks THEN that is a note', () => {
    expect(errors({ 'k/a.yaml': selectorless })).not.toEqual([]);
    const files = { 'k/kustomization.yaml': 'labels: [{includeSelectors: true, pairs: {app: web}}]\n' };
    expect(errors({ ...files, 'k/a.yaml': selectorless })).toEqual([]);
    expect(told({ ...files, 'k/a.yaml': selectorless })).toContain('note K8S_SELECTOR k/a.yaml');
  });

  test('WHEN a Kustomization lists what says no namespace THEN another one may add it', () => {
    expect(errors({ 'k/a.yaml': binding })).toEqual(['error K8S_RBAC k/a.yaml']);
    expect(errors({ 'k/kustomization.yaml': 'resources: [a.yaml]\n', 'k/a.yaml': binding })).toEqual([]);
  });

  test('WHEN a field is misspelt THEN no build puts it right', () => {
    const misspelt = selectorless.replace('template', 'selector: {matchLabels: {a: b}}, templat');
    expect(errors({ 'k/kustomization.yaml': 'namePrefix: a-\n', 'k/a.yaml': misspelt })).toEqual([
      'error SCHEMA_UNKNOWN_FIELD k/a.yaml',
    ]);
  });

  test('WHEN a value is to be filled in THEN it is a warning', () => {
    const route = (host: string) =>
      `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: r, namespace: shop}\nspec: {hosts: [a.example.com], http: [{route: [{destination: {host: '${host}'}}]}]}\n`;
    expect(errors({ 'a.yaml': route('web_') })).toEqual(['error IST0106 a.yaml']);
    for (const host of [`\${HOST}`, 'web.$(NAMESPACE).svc', `\${HOST:-web}`, '{{ .Values.host }}'])
      expect(told({ 'a.yaml': route(host) })).toContain('warning IST0106 a.yaml');
  });
});
