import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { bothVersions } from './both-versions';

const found = saying(bothVersions);
const { wrong, right } = bothVersions.docs;

test('GIVEN labels that both versions have THEN both are hit', () => {
  expect(found(wrong)).toEqual([
    'a.yaml:34 warning CHAOSBLADE_BOTH_VERSIONS: pod network loss hits both versions of a release of Canary shop/reviews: pods of reviews and of reviews-primary have the labels',
    '  fix: add app=reviews-primary for the one that serves, or app=reviews for the new one',
    '  a.yaml:15: releases them',
    '  a.yaml:7: has the labels',
  ]);
  expect(found(right)).toEqual([]);
});
