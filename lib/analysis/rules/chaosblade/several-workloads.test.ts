import { expect, test } from '@jest/globals';
import { experimentExample } from '../../experiment/example';
import { deploymentYaml, saying } from '../../fixtures';
import { severalWorkloads } from './several-workloads';

const found = saying(severalWorkloads);
const { wrong, right } = severalWorkloads.docs;

test('GIVEN labels of two apps THEN which is hit depends on names', () => {
  expect(found(wrong).filter((line) => !line.startsWith('  '))).toEqual([
    'a.yaml:21 warning CHAOSBLADE_SEVERAL_WORKLOADS: pod network loss takes pods of Deployment shop/ratings and Deployment shop/reviews for one list, and hits the first by name',
  ]);
  expect(found(right)).toEqual([]);
});

test('GIVEN versions of one app THEN nothing is reported', () => {
  const versions = ['v1', 'v2'].map((version) =>
    deploymentYaml(`reviews-${version}`, { labels: `{app: reviews, version: ${version}}` }),
  );
  expect(found(versions.join('') + experimentExample())).toEqual([]);
});
