import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Mesh } from '../mesh/mesh';
import type { Finding } from '../model/finding';
import { readManifests } from '../model/read-manifests';
import { defaultSettings } from '../settings/read-settings';
import { World } from '../world/world';
import { appliedFindings } from './applied-findings';
import { CheckSession } from './check-session';
import { loadSchemas } from './installed-schemas';

const cwd = join(__dirname, '../..');
const judge = loadSchemas({ cwd });
const settings = defaultSettings(cwd);

const definition = (group: string, kind: string, version: string) => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: ${kind.toLowerCase()}s.${group}}
spec:
  group: ${group}
  scope: Namespaced
  names: {kind: ${kind}, plural: ${kind.toLowerCase()}s}
  versions:
  - name: ${version}
    served: true
    storage: true
    schema:
      openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}
`;
const object = (apiVersion: string, kind: string) =>
  `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a, namespace: shop}\nspec: {size: big}\n`;

const told = (findings: readonly Finding[]) =>
  findings.map(({ rule, severity, line, path }) => `${severity} ${rule} ${line} ${path}`.trim()).sort();

describe('objects beside a definition of their kind', () => {
  test.each([
    ['that nobody knows', 'example.com', 'Gadget', 'v1', 'v1', 'error SCHEMA_TYPE 18 spec.size'],
    // Of what this package knows, another definition is installed.
    ['that is known otherwise', 'keda.sh', 'ScaledObject', 'v1alpha1', 'v1alpha1', 'error SCHEMA_TYPE 18 spec.size'],
    ['of another version', 'example.com', 'Gadget', 'v2', 'v1', 'error K8S_VERSION_NOT_SERVED 15 apiVersion'],
  ])('GIVEN a kind %s THEN the page says of it what check says', (_name, group, kind, served, version, expected) => {
    const read = readManifests('a.yaml', definition(group, kind, served) + object(`${group}/${version}`, kind));
    const { manifests, findings } = read;
    expect(findings).toEqual([]);
    const session = new CheckSession(judge, { cwd, settings });
    for (const _checked of session.add([read]));
    const judged = manifests.map((manifest) => judge.judge(manifest));
    const mesh = Mesh.of(World.of(judged));
    const applied = appliedFindings(mesh, judged, judge, settings);
    expect(told(applied.findings)).toContain(expected);
    expect(told(applied.findings)).toEqual(told(session.finish().findings));
  });
});
