import { expect, test } from '@jest/globals';
import { object, saying } from '../../fixtures';
import { versionNotServed } from './version-not-served';

const found = saying(versionNotServed);
const definition = (...versions: readonly string[]) =>
  'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: widgets.example.com}\n' +
  `spec: {group: example.com, scope: Namespaced, names: {kind: Widget, plural: widgets}, versions: [${versions
    .map(
      (name, index) =>
        `{name: ${name}, served: ${index === 0}, storage: ${index === 0}, schema: {openAPIV3Schema: {type: object}}}`,
    )
    .join(', ')}]}\n---\n`;
const widget = (version: string) => object(`example.com/${version}`, 'Widget', 'w', 'spec: {}');

test('GIVEN a version that is not served, or not there THEN one that is is proposed', () => {
  expect(found(definition('v1', 'v1beta1') + widget('v1beta1'))).toEqual([
    'a.yaml:6 error K8S_VERSION_NOT_SERVED: example.com/v1beta1 is not served: no matches for kind Widget',
    '  fix: write example.com/v1',
    '  a.yaml:4: its definition',
  ]);
  expect(found(definition('v1') + widget('v2'))).toHaveLength(3);
});

test.each([
  ['a version that is served', definition('v1') + widget('v1')],
  ['no definition', widget('v2')],
  [
    'a definition in another file that serves it',
    { 'a.yaml': definition('v1') + widget('v2'), 'x/b.yaml': definition('v2') },
  ],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
