import { expect, test } from '@jest/globals';
import { attackExample, experimentExample } from '../../experiment/example';
import { saying, telling } from '../../fixtures';
import { count } from './count';

const found = telling(count);
const of = (name: string, value: string) => experimentExample({ flags: { 'evict-count': undefined, [name]: value } });

test.each([
  ['evict-count', '-1', 'error', 'evict-count -1 is negative: the operator panics, and tries again for ever'],
  ['evict-count', '0', 'error', 'evict-count 0 is no number from 1: ChaosBlade refuses the experiment'],
  ['evict-percent', 'half', 'error', 'evict-percent half is no number from 1: ChaosBlade refuses the experiment'],
  ['evict-percent', '120', 'warning', 'evict-percent 120 is more than all: all are hit'],
])('GIVEN %s %s THEN it says what happens', (name, value, severity, says) => {
  const at = `spec.experiments[0].matchers[${name === 'evict-count' ? 2 : 6}].value`;
  expect(found(of(name, value))).toEqual([`${severity} ChaosBlade/reviews-loss ${at}: ${says}`]);
});

test('GIVEN a share that rounds to none THEN the experiment fails', () => {
  const share = (percent: string) => attackExample({ flags: { 'evict-count': undefined, 'evict-percent': percent } });
  expect(saying(count)(share('16'))).toEqual([
    'a.yaml:26 error CHAOSBLADE_COUNT: 16 % of 3 pods are none: the experiment fails (get container from context failed)',
    "  fix: write at least 17, or evict-count: '1'",
    '  a.yaml:8: its pods',
  ]);
  expect(found(share('17'))).toEqual([]);
});

test('GIVEN a share that rounds to none as long as an autoscaler runs few THEN it fails as long', () => {
  const autoscaler = (most: number) => `---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: reviews, namespace: shop}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: reviews}, minReplicas: 2, maxReplicas: ${most}}
`;
  const share = attackExample({ flags: { 'evict-count': undefined, 'evict-percent': '10' } });
  expect(found(share + autoscaler(5))).toEqual([
    expect.stringMatching(/^warning .*: 10 % of 3 pods, which is as few as autoscalers run, are none: the experiment/),
  ]);
  // WHEN even all that it may run are too few
  expect(found(share + autoscaler(4))).toEqual([expect.stringMatching(/^error .*: 10 % of 3 pods are none/)]);
});

test.each([experimentExample(), of('evict-percent', '1')])('GIVEN a number THEN nothing is reported', (yaml) => {
  expect(found(yaml)).toEqual([]);
});
