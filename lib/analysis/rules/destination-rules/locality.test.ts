import { expect, test } from '@jest/globals';
import { istio } from '../../examples';
import { telling } from '../../fixtures';
import { localityAlone } from './locality';

const found = (spec: string) => telling(localityAlone)(istio('DestinationRule', 'r', `host: reviews\n${spec}`));
const LOCAL = 'loadBalancer: {localityLbSetting: {enabled: true}}';
const OUTLIERS = 'outlierDetection: {consecutive5xxErrors: 5}';

test.each([
  [`trafficPolicy: {${LOCAL}}`, 'spec.trafficPolicy'],
  [
    `trafficPolicy: {portLevelSettings: [{port: {number: 80}, ${LOCAL}}], ${OUTLIERS}}`,
    'spec.trafficPolicy.portLevelSettings[0]',
  ],
  [`subsets: [{name: v1, trafficPolicy: {${LOCAL}}}]`, 'spec.subsets[0].trafficPolicy'],
])('GIVEN %s THEN it has no effect', (spec, path) => {
  expect(found(spec)).toEqual([
    `warning DestinationRule/r ${path}.loadBalancer.localityLbSetting: without outlierDetection it has no effect: requests are shared out among all zones`,
  ]);
});

test.each([
  `trafficPolicy: {${LOCAL}, ${OUTLIERS}}`,
  `trafficPolicy: {${OUTLIERS}}\nsubsets: [{name: v1, trafficPolicy: {${LOCAL}}}]`,
  'trafficPolicy: {loadBalancer: {localityLbSetting: {enabled: false}}}',
  'trafficPolicy: {loadBalancer: {localityLbSetting: {distribute: [{from: a/*, to: {"a/*": 100}}]}}}',
])('GIVEN %s THEN nothing is reported', (spec) => {
  expect(found(spec)).toEqual([]);
});
