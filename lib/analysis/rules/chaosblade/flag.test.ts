import { expect, test } from '@jest/globals';
import { experimentExample } from '../../experiment/example';
import { saying } from '../../fixtures';
import { flag } from './flag';

const found = saying(flag);

test('GIVEN a flag that the action does not have THEN ChaosBlade refuses it', () => {
  expect(found(experimentExample({ flags: { percnt: '20' } }))).toEqual([
    'a.yaml:17 error CHAOSBLADE_FLAG: pod network loss has no flag percnt: ChaosBlade refuses it, and no fault is injected',
    '  fix: did you mean percent?',
  ]);
  expect(found(experimentExample({ what: 'pod pod fail', flags: { 'cpu-percent': '20' } }))).toEqual([
    'a.yaml:14 error CHAOSBLADE_FLAG: pod pod fail has no flag cpu-percent: ChaosBlade refuses it, and no fault is injected',
    '  fix: it has none',
  ]);
});

test('GIVEN a flag that does nothing THEN it says so', () => {
  expect(found(experimentExample({ what: 'pod mem load', flags: { 'avoid-being-killed': 'true' } }))).toEqual([
    'a.yaml:14 warning CHAOSBLADE_FLAG: avoid-being-killed has no effect on pod mem load',
    '  fix: take it out',
  ]);
});

test.each([
  experimentExample(),
  experimentExample({ flags: { 'exclude-port': '22', force: 'true', 'evict-percent': '50', names: 'a' } }),
  experimentExample({ what: 'container jvm delay', flags: { classname: 'A' } }),
])('GIVEN flags of the action, or of an action that is not known, THEN nothing is reported', (yaml) => {
  expect(found(yaml)).toEqual([]);
});
