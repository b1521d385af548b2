import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample } from '../../release/example';
import { nothingChecked } from './nothing-checked';

const found = saying(nothingChecked);
const hook = (type: string, cmd = 'run tests') =>
  canaryExample({
    metrics: '',
    also: [`webhooks: [{name: a, type: ${type}, url: "http://a.test/", metadata: {cmd: "${cmd}"}}]`],
  });

test('GIVEN neither metrics nor hooks THEN each version is promoted', () => {
  expect(found(canaryExample({ metrics: '' }))).toEqual([
    'a.yaml:8 warning FLAGGER_NOTHING_CHECKED: there are neither metrics nor hooks of type rollout: no check can fail, each version whose pods start is promoted',
    '  fix: add a metric such as request-success-rate',
  ]);
  expect(found(hook('rollout', 'hey -z 1m http://a/'))).toHaveLength(2);
});

test.each([
  ['a metric', canaryExample()],
  ['a hook that can fail', hook('rollout')],
  ['a gate', hook('confirm-promotion')],
  ['no analysis', canaryExample({ metrics: '', spec: ['provider: istio', 'skipAnalysis: true'] })],
])('GIVEN %s THEN nothing is reported', (_name, text) => {
  expect(found(text)).toEqual([]);
});
