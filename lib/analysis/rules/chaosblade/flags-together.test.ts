import { expect, test } from '@jest/globals';
import { experimentExample } from '../../experiment/example';
import { saying } from '../../fixtures';
import { flagsTogether } from './flags-together';

const found = saying(flagsTogether);

test.each([
  [
    'network delay without a time',
    experimentExample({ what: 'pod network delay', flags: { interface: 'eth0' } }),
    'a.yaml:9 error CHAOSBLADE_FLAGS_TOGETHER: pod network delay needs time: without, ChaosBlade refuses the experiment, and no fault is injected',
    '  fix: give time',
  ],
  [
    'process kill without a process',
    experimentExample({ what: 'pod process kill', flags: { signal: '15' } }),
    'a.yaml:9 error CHAOSBLADE_FLAGS_TOGETHER: pod process kill needs process or process-cmd or local-port or pid: without, ChaosBlade refuses the experiment, and no fault is injected',
    '  fix: give one of process and process-cmd and local-port and pid',
  ],
  [
    'disk burn without a way',
    experimentExample({ what: 'pod disk burn', flags: { read: 'false' } }),
    'a.yaml:9 error CHAOSBLADE_FLAGS_TOGETHER: pod disk burn needs read or write: without, ChaosBlade refuses the experiment, and no fault is injected',
    '  fix: give at least one of read and write',
  ],
  [
    'cpu without a share',
    experimentExample({ what: 'pod cpu load' }),
    'a.yaml:9 warning CHAOSBLADE_FLAGS_TOGETHER: pod cpu fullload has no cpu-percent: ChaosBlade takes 100 %',
    '  fix: give cpu-percent',
  ],
  [
    'mem without an amount',
    experimentExample({ what: 'pod mem load' }),
    'a.yaml:9 warning CHAOSBLADE_FLAGS_TOGETHER: pod mem load has neither mem-percent nor reserve: ChaosBlade takes 100 %',
    '  fix: give mem-percent or reserve',
  ],
  [
    'mem with two amounts',
    experimentExample({ what: 'pod mem load', flags: { 'mem-percent': '50', reserve: '100' } }),
    'a.yaml:15 warning CHAOSBLADE_FLAGS_TOGETHER: pod mem load has mem-percent and reserve, of which ChaosBlade takes one and ignores the others',
    '  fix: leave one of them',
  ],
  [
    'exceptions beside ports',
    experimentExample({ flags: { 'exclude-port': '22' } }),
    'a.yaml:17 warning CHAOSBLADE_FLAGS_TOGETHER: local-port and exclude-port of pod network loss exclude each other: ChaosBlade ignores one of them',
    '  fix: leave one of them',
  ],
])('GIVEN %s THEN it says what happens', (_, yaml, ...lines) => {
  expect(found(yaml)).toEqual(lines);
});

test.each([
  experimentExample(),
  experimentExample({ what: 'pod pod fail' }),
  experimentExample({ what: 'container jvm delay' }),
])('GIVEN all that is needed THEN nothing is reported', (yaml) => {
  expect(found(yaml)).toEqual([]);
});
