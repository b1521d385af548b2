import {
  describeExperiment,
  type Experiment,
  experimentsOf,
  type GivenFlag,
  pathOf,
} from '../../../experiments/experiments';
import { selectionsByLabels } from '../../../experiments/selected-pods';
import { closest } from '../../../kube/suggestion';
import { describeId } from '../../../world/entity';
import { CHAOS_BLADE } from '../../../world/kinds';
import type { Workload } from '../../../world/workload';
import { attackExample } from '../../experiment/example';
import type { Observation, Report, Rule } from '../../rule';

const BUSY = (container: string) => ({
  what: 'container cpu fullload',
  flags: { 'cpu-percent': '80', 'container-names': container },
});

export const container: Rule = {
  id: 'CHAOSBLADE_CONTAINER',
  severity: 'error',
  kinds: [CHAOS_BLADE],
  docs: {
    says: 'a container that the pods of an experiment do not have',
    why: 'ChaosBlade looks for the container by its name, or its place in the list of the pod, in which init containers do not count. It finds none, the experiment goes to Error, and no fault is injected; a negative place makes the operator panic. With a sidecar the places are not those of the manifest. The sidecar itself is rarely what is meant.',
    fix: 'Write the name of a container of the pods.',
    symptoms: ['can not find container', 'panic: index out of range', 'phase Error'],
    see: 'https://chaosblade.io/docs/',
    wrong: attackExample(BUSY('revews')),
    right: attackExample(BUSY('reviews')),
  },

  check(mesh, report) {
    for (const experiment of experimentsOf(mesh)) {
      const names = experiment.flags.get('container-names');
      if (names?.values.includes(SIDECAR) !== true) continue;
      report(experiment.entity, [...names.path, 'value'], {
        severity: 'warning',
        message: `${describeExperiment(experiment)} hits the sidecar, through which all requests of the pod go: the app itself is left as it is`,
        fix: 'name a container of the app, unless the sidecar is meant',
      });
    }
    for (const { experiment, workloads } of selectionsByLabels(mesh)) {
      const { flags, entity } = experiment;
      const names = flags.get('container-names');
      const index = flags.get('container-index');
      if (index !== undefined && /^-\d+$/.test(index.text)) {
        report(entity, [...index.path, 'value'], {
          message: `container-index ${index.text} is negative: the operator panics, and tries again for ever`,
          fix: 'count from 0, or give container-names',
        });
      }
      for (const workload of workloads) {
        if (workload.pod === undefined) continue;
        if (names !== undefined) reportNames(report, experiment, names, workload);
        if (index === undefined || !/^\d+$/.test(index.text)) continue;
        const observation = atPlace(workload, Number(index.text), mesh.proxyOf(workload).kind === 'sidecar');
        if (observation !== undefined) report(entity, [...pathOf(experiment, 'container-index'), 'value'], observation);
      }
    }
  },
};

const SIDECAR = 'istio-proxy';

function reportNames(report: Report, { entity }: Experiment, names: GivenFlag, workload: Workload): void {
  const { containers = [], initContainers = [] } = workload.pod ?? {};
  const own = containers.map(({ name }) => name);
  // Of several names ChaosBlade takes those that a pod has.
  if (names.values.some((name) => own.includes(name) || name === SIDECAR)) return;
  for (const name of names.values) {
    const isInit = initContainers.some((each) => each.name === name);
    const near = closest(name, own);
    report(entity, [...names.path, 'value'], {
      message: isInit
        ? `${name} of ${describeId(workload.entity.id)} is an init container, among which ChaosBlade does not look`
        : `the pods of ${describeId(workload.entity.id)} have no container ${name}: the experiment goes to Error`,
      fix: near === undefined || isInit ? `they have ${own.join(', ')}` : `did you mean ${near}?`,
      related: [related(workload)],
    });
  }
}

function atPlace(workload: Workload, index: number, hasSidecar: boolean): Observation | undefined {
  const { containers = [] } = workload.pod ?? {};
  const id = describeId(workload.entity.id);
  if (index >= containers.length + (hasSidecar ? 1 : 0)) {
    return {
      message: `the pods of ${id} have ${containers.length} ${containers.length === 1 ? 'container' : 'containers'}: there is none at place ${index}, counted from 0`,
      fix: 'give container-names',
      related: [related(workload)],
    };
  }
  return hasSidecar
    ? {
        severity: 'warning',
        message: `the pods of ${id} have a sidecar, which may come before their own containers: container-index ${index} may be another one than in the manifest`,
        fix: `give container-names: ${containers[index]?.name ?? SIDECAR}`,
        related: [related(workload)],
      }
    : undefined;
}

function related({ entity, template }: Workload) {
  return { entity, path: [...template, 'spec', 'containers'], message: 'its containers' };
}
