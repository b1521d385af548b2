import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { applicationYaml, RESPECTS } from './argocd.testing';
import { ignoresTooMuch } from './ignores-too-much';

const found = saying(ignoresTooMuch);
const ignores = (entry: string, kind = 'VirtualService', options = RESPECTS) =>
  applicationYaml(
    'a',
    `ignoreDifferences: [{group: networking.istio.io, kind: ${kind}, ${entry}}], syncPolicy: {${options}}`,
  );

test('GIVEN whole routes THEN nothing of them is ever applied again', () => {
  expect(found(ignores("jqPathExpressions: ['.spec.http[]']"))).toEqual([
    'a.yaml:4 warning ARGOCD_IGNORES_TOO_MUCH: .spec.http[] is everything in it: changes in Git of other fields than weights are never applied',
    '  fix: ignore the weights alone: .spec.http[]? | .route[]?.weight',
  ]);
  expect(found(ignores('managedFieldsManagers: [rollouts-controller]'))[0]).toBe(
    'a.yaml:4 warning ARGOCD_IGNORES_TOO_MUCH: nothing that rollouts-controller has ever written of a VirtualService is applied from Git again',
  );
});

test.each([
  ['jsonPointers: [/spec/http]'],
  ['jsonPointers: [/spec/http/0]'],
  ['jsonPointers: [/spec]'],
  ['jqPathExpressions: [".spec.http[].route"]'],
])('GIVEN %s THEN it is reported', (entry) => {
  expect(found(ignores(entry))).toHaveLength(2);
});

test.each([
  ['weights alone', ignores("jqPathExpressions: ['.spec.http[].route[].weight']")],
  ['one weight', ignores('jsonPointers: [/spec/http/0/route/0/weight]')],
  ['another kind', ignores('managedFieldsManagers: [kube-controller-manager]', 'Deployment')],
  ['differences that are only hidden', ignores('jsonPointers: [/spec/http]', 'VirtualService', '')],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml)).toEqual([]);
});
