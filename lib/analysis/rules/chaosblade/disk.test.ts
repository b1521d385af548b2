import { expect, test } from '@jest/globals';
import { experimentExample } from '../../experiment/example';
import { telling } from '../../fixtures';
import { disk } from './disk';

const found = telling(disk);
const { wrong, right } = disk.docs;

test('GIVEN no path THEN it is the disk of the system', () => {
  expect(found(wrong)).toEqual([
    'warning ChaosBlade/reviews-loss spec.experiments[0].matchers: node disk fill is about / of the node: the kubelet evicts its pods when that is full or slow',
  ]);
  expect(found(right)).toEqual([]);
});

test.each([
  ['node disk burn', { path: '/var/lib/kubelet' }, 1],
  ['node disk burn', { path: '/var/lib/mysql' }, 0],
  ['pod disk fill', { percent: '80' }, 1],
  ['pod disk fill', { size: '100' }, 0],
  ['pod disk fill', { percent: '80', path: '/data' }, 0],
])('GIVEN %s with %j', (what, flags, findings) => {
  expect(found(experimentExample({ what, flags: flags as Record<string, string> }))).toHaveLength(findings);
});
