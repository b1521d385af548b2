import { expect, test } from '@jest/globals';
import { attackExample } from '../../experiment/example';
import { telling } from '../../fixtures';
import { groups } from './groups';

const found = (key: string) => telling(groups)(attackExample({ flags: { 'evict-group-key': key } }));
const AT = 'warning ChaosBlade/reviews-loss spec.experiments[0].matchers[7].value:';

test('GIVEN several labels THEN a pod may be hit twice', () => {
  expect(found('app,tier')).toEqual([
    `${AT} pod network loss takes each pod once for each of app and tier: one may be hit twice, and more are than evict-count says`,
  ]);
});

test('GIVEN a label that pods lack THEN they are a group of their own', () => {
  expect(found('zone')).toEqual([
    `${AT} the pods of Deployment shop/reviews have no label zone: they are a group of their own, and are hit as the others are`,
  ]);
});

test('GIVEN a label that all have THEN nothing is reported', () => {
  expect(found('app')).toEqual([]);
});
