import { expect, test } from '@jest/globals';
import { experimentExample } from '../../experiment/example';
import { saying } from '../../fixtures';
import { timeout } from './timeout';

const found = saying(timeout);
const loss = (value: string | undefined) => experimentExample({ flags: { timeout: value } });

test('GIVEN no timeout THEN the fault does not end', () => {
  expect(found(loss(undefined))).toEqual([
    'a.yaml:9 error CHAOSBLADE_TIMEOUT: pod network loss has no timeout: the fault lasts until somebody deletes the object',
    "  fix: give timeout, such as '300'",
  ]);
  expect(found(experimentExample({ what: 'pod process kill', flags: { timeout: undefined } }))[0]).toBe(
    'a.yaml:9 warning CHAOSBLADE_TIMEOUT: pod process kill has no timeout: the object stays until it is deleted',
  );
});

test.each([
  ['soon', 'error', 'timeout soon is no time: ChaosBlade refuses the experiment'],
  ['0', 'error', 'timeout 0 is no time: ChaosBlade refuses the experiment'],
  [
    '100h',
    'error',
    'timeout 100h is longer than 72 hours, after which the operator takes the object away, whether the fault is undone or not',
  ],
  ['1h', 'note', 'the fault lasts 60 minutes'],
  ['10', 'note', 'the fault lasts 10 s, and the operator looks every 30 s: its status is late'],
])('GIVEN %s THEN it says what happens', (value, severity, says) => {
  expect(found(loss(value))[0]).toBe(`a.yaml:13 ${severity} CHAOSBLADE_TIMEOUT: ${says}`);
});

test.each([
  ['pod pod delete', 'timeout has no effect: pod pod delete acts once, and cannot be undone'],
  ['pod pod fail', 'timeout has no effect: pod pod fail lasts until the object is deleted'],
])('GIVEN one for %s THEN it has no effect', (what, says) => {
  expect(found(experimentExample({ what }))[0]).toBe(`a.yaml:13 warning CHAOSBLADE_TIMEOUT: ${says}`);
});

test.each([loss('300'), loss('10m'), experimentExample({ what: 'pod pod delete', flags: { timeout: undefined } })])(
  'GIVEN an end that is kept THEN nothing is reported',
  (yaml) => {
    expect(found(yaml)).toEqual([]);
  },
);
