import { expect, test } from '@jest/globals';
import { podYaml, saying } from '../../fixtures';
import { canaryExample, deploymentExample, yaml } from '../../release/example';
import { targetLabel } from './target-label';

const found = saying(targetLabel);
const release = (selector: string) =>
  yaml(deploymentExample({ labels: '{app: reviews, tier: web}', selector }), canaryExample());

test('GIVEN a selector without the label THEN nothing is made', () => {
  expect(found(release('{tier: web}'))).toEqual([
    'a.yaml:15 error FLAGGER_TARGET_LABEL: the selector of Deployment reviews has none of the labels app, name, app.kubernetes.io/name: Flagger makes nothing, and says so at each interval',
    '  fix: add label app to its selector and template, or start Flagger with -selector-labels',
    '  a.yaml:5: the selector',
  ]);
});

test('GIVEN a label only in expressions THEN it does not count', () => {
  const expressions = '{tier: web}, matchExpressions: [{key: app, operator: In, values: [reviews]}]';
  expect(found(release(expressions))).toHaveLength(3);
});

test('GIVEN a Flagger that is started with other labels THEN they count', () => {
  const flagger = podYaml('flagger', { container: ', args: [-selector-labels=tier]' }).replace(
    'example.com/c:1.0.0',
    'ghcr.io/fluxcd/flagger:1.44.0',
  );
  expect(found(yaml(flagger.replace('---\n', ''), release('{tier: web}')))).toEqual([]);
  expect(found(yaml(flagger.replace('---\n', ''), release('{app: reviews}')))).toHaveLength(3);
});
