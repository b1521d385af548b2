import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample, deploymentExample, yaml } from '../../release/example';
import { spread } from './spread';

const found = saying(spread);
const release = (pod: string, app = 'api') =>
  yaml(canaryExample(), deploymentExample({ labels: `{app: ${app}}`, pod: `, ${pod}` }));
const anti = (list: string, term: string) => `affinity: {podAntiAffinity: {${list}: [${term}]}}`;
const selects = (labels: string) => `topologyKey: zone, labelSelector: {matchLabels: ${labels}}`;

test('GIVEN a label that is not the name of the Deployment THEN pods of the primary are not kept apart', () => {
  expect(found(spread.docs.wrong)).toEqual([
    'a.yaml:8 warning FLAGGER_SPREAD: app=reviews-api is not rewritten for the primary, as the Deployment is called reviews: pods of the primary are not kept apart',
    '  fix: give the pods app=reviews',
    '  a.yaml:15: is released by it',
  ]);
  const required = anti('requiredDuringSchedulingIgnoredDuringExecution', `{${selects('{app: api}')}}`);
  expect(found(release(required))).toHaveLength(3);
  const preferred = `{weight: 1, podAffinityTerm: {${selects('{app: api}')}}}`;
  expect(found(release(anti('preferredDuringSchedulingIgnoredDuringExecution', preferred)))).toHaveLength(3);
});

test.each([
  ['another label', release(anti('requiredDuringSchedulingIgnoredDuringExecution', `{${selects('{tier: a}')}}`))],
  [
    'the name of the Deployment',
    release(anti('requiredDuringSchedulingIgnoredDuringExecution', `{${selects('{app: reviews}')}}`), 'reviews'),
  ],
  ['nothing of the kind', release('restartPolicy: Always')],
])('GIVEN %s THEN nothing is reported', (_name, text) => {
  expect(found(text)).toEqual([]);
});
