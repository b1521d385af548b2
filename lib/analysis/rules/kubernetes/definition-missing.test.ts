import { expect, test } from '@jest/globals';
import { object, saying } from '../../fixtures';
import { definitionMissing } from './definition-missing';

const found = saying(definitionMissing);
const DEFINITION =
  'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: widgets.example.com}\n' +
  'spec: {group: example.com, scope: Namespaced, names: {kind: Widget, plural: widgets}, versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]}\n---\n';

test('GIVEN another kind of the group THEN it is told once', () => {
  expect(
    found(DEFINITION + object('example.com/v1', 'Gadget', 'b', '') + object('example.com/v1', 'Gadget', 'a', '')),
  ).toEqual([
    'a.yaml:12 note K8S_DEFINITION_MISSING: there is no definition of Gadget among the manifests, though there are others of example.com',
    '  fix: add the definition, unless it comes from elsewhere',
    '  a.yaml:4: is of the same group',
  ]);
});

test.each([
  ['the kind that is defined', DEFINITION + object('example.com/v2', 'Widget', 'a', '')],
  ['another group', DEFINITION + object('example.org/v1', 'Gadget', 'a', '')],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
