import {
  describeExperiment,
  type Experiment,
  experimentsOf,
  isMeant,
  numberOf,
  pathOf,
} from '../../../experiments/experiments';
import { CHAOS_BLADE } from '../../../world/kinds';
import { attackExample } from '../../experiment/example';
import type { Observation, Rule } from '../../rule';

const example = (signal: string) =>
  attackExample({ what: 'container process kill', flags: { 'container-names': 'reviews', pid: '1', signal } });

/** What a node cannot do without. */
const OF_NODES = /^(?:containerd|dockerd|crio|kubelet|kube-apiserver|etcd|systemd|sshd|init)$/;
const KILL = 9;

export const process: Rule = {
  id: 'CHAOSBLADE_PROCESS',
  severity: 'error',
  kinds: [CHAOS_BLADE],
  docs: {
    says: 'a signal to a process that does not get it, or without which the node is lost',
    why: 'The first process of a container gets neither signal 9 nor SIGSTOP from inside of it: nothing happens. On a node, the kubelet and the runtime of containers are what undoes the fault.',
    fix: 'Send the first process of a container a signal that it handles, such as 15; delete the pod to end it for certain.',
    symptoms: ['the process lives on', 'node NotReady'],
    see: 'https://chaosblade.io/docs/',
    wrong: example('9'),
    right: example('15'),
  },

  check(mesh, report) {
    for (const experiment of experimentsOf(mesh)) {
      if (experiment.target !== 'process' || experiment.action === 'load') continue;
      const observation = experiment.scope === 'node' ? onNode(experiment) : inContainer(experiment);
      if (observation !== undefined) report(experiment.entity, pathOf(experiment, flagOf(experiment)), observation);
    }
  },
};

function flagOf({ flags }: Experiment): string {
  return ['pid', 'process', 'process-cmd'].find((name) => flags.has(name)) ?? 'signal';
}

function inContainer(experiment: Experiment): Observation | undefined {
  if (experiment.flags.get('pid')?.values.includes('1') !== true) return undefined;
  const isStop = experiment.action === 'stop';
  if (!isStop && numberOf(experiment, 'signal') !== KILL) return undefined;
  return {
    message: `${describeExperiment(experiment)} sends the first process of the container a signal that it does not get from inside: nothing happens`,
    fix: isStop ? 'stop another process' : "give signal: '15', or use container remove",
  };
}

function onNode(experiment: Experiment): Observation | undefined {
  const names = [
    ...(experiment.flags.get('process')?.values ?? []),
    ...(experiment.flags.get('process-cmd')?.values ?? []),
  ];
  const lost = names.filter((name) => OF_NODES.test(name));
  if (lost.length === 0 || isMeant(experiment, 'control-ports')) return undefined;
  return {
    message: `${describeExperiment(experiment)} takes ${lost.join(' and ')} away: the node is lost, and nobody undoes the fault`,
    fix: 'choose another process, or say why in the annotation meshwright.dev/control-ports',
  };
}
