import { expect, test } from '@jest/globals';
import { deploymentYaml, saying } from '../../fixtures';
import { applicationYaml, canaryYaml, IGNORES_REPLICAS, RESPECTS } from './argocd.testing';
import { ignoredButSynced } from './ignored-but-synced';

const found = saying(ignoredButSynced);
const REST = deploymentYaml('web', { replicas: 3 }) + canaryYaml('web');
const application = (policy: string, more = `, ${IGNORES_REPLICAS}`) =>
  applicationYaml('a', `source: {repoURL: r, path: .}, syncPolicy: {${policy}}${more}`);

test('GIVEN a difference that is only hidden THEN each sync sets it back', () => {
  expect(found(application('automated: {}') + REST)).toEqual([
    'a.yaml:4 warning ARGOCD_IGNORED_BUT_SYNCED: differences of Deployment shop/web are hidden, but each sync sets them back, against Flagger, which scales it to zero between releases',
    '  fix: add RespectIgnoreDifferences=true to syncOptions',
    '  a.yaml:4: hides the difference',
    '  a.yaml:10: what a sync writes',
  ]);
});

test.each([
  ['the option', application(`automated: {}, ${RESPECTS}`)],
  ['nothing that is ignored', application('automated: {}', '')],
  ['a human who synchronizes', application('syncOptions: []')],
])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
  expect(found(yaml + REST)).toEqual([]);
});
