import { expect, test } from '@jest/globals';
import { object, saying } from '../../fixtures';
import { rolloutReferenceMissing } from './rollout-reference-missing';

const found = saying(rolloutReferenceMissing);
const rollout = (strategy: string) =>
  object(
    'argoproj.io/v1alpha1',
    'Rollout',
    'web',
    `spec: {strategy: ${strategy}, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}}}`,
  );
const service = (name: string) => object('v1', 'Service', name, 'spec: {selector: {app: web}, ports: [{port: 80}]}');
const RULE = object(
  'networking.istio.io/v1',
  'DestinationRule',
  'web',
  'spec: {host: web, subsets: [{name: stable}, {name: canary}]}',
);
const split = (subset: string) =>
  rollout(
    `{canary: {trafficRouting: {istio: {destinationRule: {name: web, canarySubsetName: ${subset}, stableSubsetName: stable}}}}}`,
  );

test('GIVEN a Service, a route or a template that does not exist THEN nothing is rolled out', () => {
  expect(found(service('web-stable') + rollout('{blueGreen: {activeService: web-stabel}}')).slice(0, 2)).toEqual([
    'a.yaml:9 error K8S_ROLLOUT_REFERENCE_MISSING: Service shop/web-stabel does not exist: no new version is rolled out (InvalidSpec)',
    '  fix: did you mean web-stable?',
  ]);
  expect(found(rollout('{canary: {steps: [{analysis: {templates: [{templateName: t}]}}]}}'))[0]).toMatch(
    / warning .* AnalysisTemplate shop\/t /,
  );
});

test('GIVEN a subset that the DestinationRule has not THEN those that are there are named', () => {
  expect(found(RULE + split('canry'))).toEqual([
    'a.yaml:9 error K8S_ROLLOUT_REFERENCE_MISSING: DestinationRule shop/web has no subset canry: no new version is rolled out (InvalidSpec)',
    '  fix: it has canary, stable',
    '  a.yaml:4: its subsets',
  ]);
  expect(found(RULE + split('canary'))).toEqual([]);
});

test('GIVEN all of it THEN nothing is reported', () => {
  expect(found(service('a') + service('b') + rollout('{canary: {stableService: a, canaryService: b}}'))).toEqual([]);
});
