import { describe, expect, test } from '@jest/globals';
import { ByLabel } from './by-label';

describe('ByLabel', () => {
  test('GIVEN values of labels THEN each is found by key and value', () => {
    const byLabel = new ByLabel<number>();
    byLabel.set('app', 'web', 1);
    byLabel.set('app', 'api', 2);
    byLabel.set('app', 'web', 3);
    expect([byLabel.get('app', 'web'), byLabel.get('app', 'api'), byLabel.size]).toEqual([3, 2, 2]);
  });

  test('GIVEN no value for a label THEN there is none, whatever objects have by themselves', () => {
    const byLabel = new ByLabel<number>();
    expect([byLabel.get('constructor', 'name'), byLabel.get('app', 'web'), byLabel.size]).toEqual([
      undefined,
      undefined,
      0,
    ]);
  });
});
