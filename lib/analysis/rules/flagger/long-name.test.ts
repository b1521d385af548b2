import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample, deploymentExample, yaml } from '../../release/example';
import { longName } from './long-name';

const found = saying(longName);
const release = (name: string, value: string) =>
  yaml(canaryExample({ service: `name: ${name}, port: 9080` }), deploymentExample({ labels: `{app: ${value}}` }));

test('GIVEN a Service whose name gets too long THEN it cannot be made', () => {
  expect(found(release('s'.repeat(56), 'a'))).toEqual([
    `a.yaml:7 error FLAGGER_LONG_NAME: Service ${'s'.repeat(56)}-primary would have a name of 64 characters, and 63 are allowed: Flagger cannot make it, and nothing else`,
    '  fix: choose a name for service.name of 55 characters or fewer',
  ]);
});

test('GIVEN a label whose value gets too long THEN the primary cannot be made', () => {
  expect(found(release('s', 'a'.repeat(56)))).toEqual([
    "a.yaml:6 error FLAGGER_LONG_NAME: label app of the primary's pods would have a value of 64 characters, and 63 are allowed: Flagger cannot make the primary",
    '  fix: give the pods of the target a value of 55 characters or fewer',
    '  a.yaml:21: the value',
  ]);
});

test('GIVEN names that are just short enough THEN nothing is reported', () => {
  expect(found(release('s'.repeat(55), 'a'.repeat(55)))).toEqual([]);
});
