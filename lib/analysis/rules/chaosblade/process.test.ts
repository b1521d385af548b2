import { expect, test } from '@jest/globals';
import { experimentExample } from '../../experiment/example';
import { saying, telling } from '../../fixtures';
import { process } from './process';

const found = telling(process);
const onNode = (name: string, annotations?: string) =>
  experimentExample({
    ...{ what: 'node process stop', flags: { names: 'worker-1', process: name } },
    ...(annotations === undefined ? {} : { annotations }),
  });

test('GIVEN the first process of a container THEN it gets no signal 9', () => {
  expect(saying(process)(process.docs.wrong)).toEqual([
    'a.yaml:25 error CHAOSBLADE_PROCESS: container process kill sends the first process of the container a signal that it does not get from inside: nothing happens',
    "  fix: give signal: '15', or use container remove",
  ]);
  expect(found(process.docs.right)).toEqual([]);
  expect(found(experimentExample({ what: 'pod process stop', flags: { pid: '1' } }))).toHaveLength(1);
});

test('GIVEN what a node needs THEN the node is lost', () => {
  expect(found(onNode('kubelet'))).toEqual([
    'error ChaosBlade/reviews-loss spec.experiments[0].matchers[2]: node process stop takes kubelet away: the node is lost, and nobody undoes the fault',
  ]);
  expect(found(onNode('nginx'))).toEqual([]);
  expect(found(onNode('kubelet', '{meshwright.dev/control-ports: a lost node is what is tested}'))).toEqual([]);
});
