import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { yaml } from '../../release/example';
import { daemonSet } from './daemon-set';

const found = saying(daemonSet);
const { wrong, right } = daemonSet.docs;

test('GIVEN another strategy than RollingUpdate THEN nothing is made', () => {
  expect(found(wrong)).toEqual([
    'a.yaml:16 error FLAGGER_DAEMON_SET: DaemonSet agent has the update strategy OnDelete: Flagger makes nothing, and says so at each interval',
    '  fix: take the strategy RollingUpdate',
    '  a.yaml:5: the strategy',
  ]);
  expect(found(wrong.replace('\n  updateStrategy: {type: OnDelete}', ''))).toEqual([]);
});

test('GIVEN a node with the label that no node has THEN pods run there', () => {
  const node = (value: string) =>
    `apiVersion: v1\nkind: Node\nmetadata: {name: node-1, labels: {flagger.app/scale-to-zero: "${value}"}}`;
  expect(found(yaml(right, node('true')))).toEqual([
    'a.yaml:27 warning FLAGGER_DAEMON_SET: pods of DaemonSet agent go on running here between releases, as Flagger stops them by this label, which no node should have',
    '  fix: take the label flagger.app/scale-to-zero away',
    '  a.yaml:16: releases the DaemonSet',
  ]);
  expect(found(yaml(right, node('false')))).toEqual([]);
});
