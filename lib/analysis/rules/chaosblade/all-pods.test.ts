import { expect, test } from '@jest/globals';
import { attackExample, attackedExample, experimentExample } from '../../experiment/example';
import { saying } from '../../fixtures';
import { allPods } from './all-pods';

const found = saying(allPods);

test('GIVEN all pods deleted at once THEN nobody answers', () => {
  expect(found(allPods.docs.wrong)).toEqual([
    'a.yaml:21 warning CHAOSBLADE_ALL_PODS: pod pod delete hits all 3 pods of Deployment shop/reviews at once: nobody is left who answers',
    "  fix: give evict-count: '1', or evict-percent: '66'",
    '  a.yaml:8: its pods',
  ]);
});

test.each([
  ['all packets are lost', { percent: '100', 'evict-count': undefined }, 1],
  ['some packets are lost', { 'evict-count': undefined }, 0],
  ['one pod loses all', { percent: '100' }, 0],
  ['a share that is all', { percent: '100', 'evict-count': undefined, 'evict-percent': '90' }, 1],
])('GIVEN %s', (_, flags, findings) => {
  expect(found(attackExample({ flags })).filter((line) => line.startsWith('a.yaml'))).toHaveLength(findings);
});

test('GIVEN one pod, or a reason, THEN nothing is reported', () => {
  const all = { what: 'pod pod delete', flags: { timeout: undefined, 'evict-count': undefined } };
  expect(found(`${attackedExample({ replicas: 1 })}\n---\n${experimentExample(all)}`)).toEqual([]);
  expect(found(attackExample({ ...all, annotations: '{meshwright.dev/irreversible: a restart is tested}' }))).toEqual(
    [],
  );
});
