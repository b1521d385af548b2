import { expect, test } from '@jest/globals';
import { experimentExample } from '../../experiment/example';
import { saying } from '../../fixtures';
import { action } from './action';

const found = saying(action);

test.each([
  ['pods network loss', 'a.yaml:6', 'there is no scope pods', 'did you mean pod?'],
  ['pod netwrk loss', 'a.yaml:7', 'a pod has no target netwrk', 'did you mean network?'],
  ['node pod delete', 'a.yaml:7', 'a node has no target pod', 'write cpu, disk, file, mem, network, process, script'],
  ['pod cpu burn', 'a.yaml:8', 'cpu of a pod has no action burn', 'write fullload'],
])('GIVEN %s THEN it is unknown', (what, place, says, fix) => {
  expect(found(experimentExample({ what }))).toEqual([
    `${place} error CHAOSBLADE_ACTION: ${says}: the experiment goes to Error, and no fault is injected`,
    `  fix: ${fix}`,
  ]);
});

test.each(['pod network loss', 'node cpu load', 'container cpu fl', 'container jvm delay', 'container container rm'])(
  'GIVEN %s THEN nothing is reported',
  (what) => {
    expect(found(experimentExample({ what }))).toEqual([]);
  },
);
