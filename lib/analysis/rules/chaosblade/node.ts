import { describeExperiment, experimentsOf, isMeant } from '../../../experiments/experiments';
import { isOfDeployment, podNumberOf } from '../../../experiments/pod-names';
import { wantedLabels } from '../../../experiments/selected-pods';
import { closest } from '../../../kube/suggestion';
import type { Mesh } from '../../../mesh/mesh';
import { describeId } from '../../../world/entity';
import { CHAOS_BLADE, NODE } from '../../../world/kinds';
import { experimentExample } from '../../experiment/example';
import type { Observation, Rule } from '../../rule';

const example = (names: string) =>
  experimentExample({ what: 'node cpu fullload', flags: { names, 'cpu-percent': '80' } });

/** Labels that every node has. */
const OF_ALL: ReadonlySet<string> = new Set(['kubernetes.io/os=linux', 'beta.kubernetes.io/os=linux']);
/** Labels of the nodes that run the control plane. */
const OF_CONTROL_PLANE: ReadonlySet<string> = new Set([
  'node-role.kubernetes.io/control-plane',
  'node-role.kubernetes.io/master',
]);

export const node: Rule = {
  id: 'CHAOSBLADE_NODE',
  severity: 'error',
  kinds: [CHAOS_BLADE],
  docs: {
    says: 'an experiment on nodes that is for something else, for all of them, or for the control plane',
    why: 'A node is found by its exact name, as `kubectl get nodes` shows it: the name of a pod, or one with an address behind it, is none. A label that all nodes have hits the whole cluster, and one of the control plane takes away the API server, by which the fault is undone.',
    fix: 'Write the names of nodes, or `kubernetes.io/hostname` in labels, or `evict-count`.',
    symptoms: ['can not find node', 'can not find the nodes', 'phase Error'],
    see: 'https://chaosblade.io/docs/',
    wrong: example('reviews-75d5744fff-b6nzv'),
    right: example('worker-1'),
  },

  check(mesh, report) {
    for (const experiment of experimentsOf(mesh)) {
      if (experiment.scope !== 'node') continue;
      const { entity, flags } = experiment;
      const names = flags.get('names');
      for (const name of names?.values ?? []) {
        const observation = ofName(mesh, name);
        if (observation !== undefined) report(entity, [...(names?.path ?? []), 'value'], observation);
      }
      const labels = flags.get('labels');
      if (labels === undefined || names !== undefined) continue;
      const wanted = [...wantedLabels(experiment)];
      const isLimited = flags.has('evict-count') || flags.has('evict-percent');
      if (!isLimited && wanted.length > 0 && wanted.every(([key, values]) => OF_ALL.has(`${key}=${values[0]}`))) {
        report(entity, [...labels.path, 'value'], {
          message: `${describeExperiment(experiment)} hits all nodes: each of them has ${labels.text}`,
          fix: "give evict-count: '1', or the label kubernetes.io/hostname",
        });
      }
      const role = wanted.find(([key]) => OF_CONTROL_PLANE.has(key));
      if (role !== undefined && !isMeant(experiment, 'control-ports')) {
        report(entity, [...labels.path, 'value'], {
          message: `${describeExperiment(experiment)} hits the control plane: without it nobody undoes the fault`,
          fix: 'choose other nodes, or say why in the annotation meshwright.dev/control-ports',
        });
      }
      if (flags.has('evict-group-key')) {
        report(entity, flags.get('evict-group-key')?.path ?? [], {
          message: 'evict-group-key selects no node: nothing is hit, and the experiment succeeds',
          fix: 'take it out',
        });
      }
    }
  },
};

function ofName(mesh: Mesh, name: string): Observation | undefined {
  const { given } = mesh;
  const known = given.entitiesOf(NODE).map(({ id }) => id.name);
  if (given.exists({ ...NODE, namespace: '', name }) === 'yes') return undefined;
  const near = closest(name, known);
  const fix = near === undefined ? 'write the name that `kubectl get nodes` shows' : `did you mean ${near}?`;
  const pod = given.namespaceNames
    .map((each) => podNumberOf(name, given.workloadsIn(each)))
    .find((each) => each !== undefined);
  if (pod !== undefined) {
    const { entity } = pod.workload;
    return {
      message: `${name} is the name of a pod of ${describeId(entity.id)}: there is no such node, and nothing is hit`,
      fix: 'write scope: pod, or the name of its node',
      related: [{ entity, path: ['metadata', 'name'], message: 'makes the pod' }],
    };
  }
  if (isOfDeployment(name)) {
    return {
      message: `${name} is the name of a pod of a Deployment, and not of a node: nothing is hit`,
      fix: 'write scope: pod, or the name of its node',
    };
  }
  if (known.length > 0 || given.settings.complete === true) {
    return {
      ...(given.settings.complete === true ? {} : { severity: 'warning' as const }),
      message: `there is no node ${name}${known.length === 0 ? '' : ` among ${known.slice(0, 5).join(', ')}`}: nothing is hit`,
      fix,
    };
  }
  return /^[a-z0-9-]+\.\d+\.\d+\.\d+\.\d+$/.test(name)
    ? {
        severity: 'warning',
        message: `${name} has an address behind the name, as only nodes of some clouds do: if the node is called ${name.split('.')[0]}, nothing is hit`,
        fix: 'write the name that `kubectl get nodes` shows',
      }
    : undefined;
}
