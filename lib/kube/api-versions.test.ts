import { expect, test } from '@jest/globals';
import { byPriority } from './api-versions';

test('GIVEN versions THEN stable ones come first, then the newer ones', () => {
  const versions = ['foo1', 'v1alpha1', 'v1', 'v11beta2', 'v10', 'v2', 'v10beta3', 'v11alpha2'];
  expect(versions.sort(byPriority)).toEqual([
    'v10',
    'v2',
    'v1',
    'v11beta2',
    'v10beta3',
    'v11alpha2',
    'v1alpha1',
    'foo1',
  ]);
});
