import { isWritable, lacksPs, searchesProcesses, writtenPath } from '../../../chaosblade-catalogue/container-needs';
import { describeExperiment, type Experiment } from '../../../experiments/experiments';
import { selectionsByLabels } from '../../../experiments/selected-pods';
import { describeId } from '../../../world/entity';
import { CHAOS_BLADE } from '../../../world/kinds';
import type { Container } from '../../../world/native-specs';
import { attackExample } from '../../experiment/example';
import type { Observation, Rule } from '../../rule';

const READ_ONLY = ', securityContext: {readOnlyRootFilesystem: true}, volumeMounts: [{name: tmp, mountPath: /tmp}]';
const example = (path: string) =>
  attackExample({ what: 'container disk fill', flags: { 'container-names': 'reviews', size: '100', path } }).replace(
    'ports: [{containerPort: 9080}]}]',
    `ports: [{containerPort: 9080}]${READ_ONLY}}], volumes: [{name: tmp, emptyDir: {}}]`,
  );

export const containerNeeds: Rule = {
  id: 'CHAOSBLADE_CONTAINER_NEEDS',
  severity: 'error',
  kinds: [CHAOS_BLADE],
  docs: {
    says: 'a fault for which a container lacks what ChaosBlade works with there: a file system to write to, or `ps`',
    why: 'Faults of disks and files write in the container, and one of DNS keeps a copy of `/etc/hosts` beside it: on a read-only file system they fail. Processes are looked for by `ps`, which slim images do not have.',
    fix: 'Name a path that may be written to, give `pid` in place of the name of the process, or attack another container.',
    symptoms: ['cannot create regular file', 'Read-only file system', 'ps: command not found', 'phase Error'],
    see: 'https://chaosblade.io/docs/',
    wrong: example('/var'),
    right: example('/tmp'),
  },

  check(mesh, report) {
    for (const { experiment, workloads } of selectionsByLabels(mesh)) {
      const names = experiment.flags.get('container-names')?.values;
      for (const { entity, template, pod } of workloads) {
        for (const [index, container] of (pod?.containers ?? []).entries()) {
          // Without names a fault in pods is in the first container.
          if (names === undefined ? index > 0 || experiment.scope !== 'pod' : !names.includes(container.name)) continue;
          const observation = observe(experiment, container, `${container.name} of ${describeId(entity.id)}`);
          if (observation === undefined) continue;
          const path = [...template, 'spec', 'containers', index];
          report(experiment.entity, experiment.path, {
            ...observation,
            related: [{ entity, path, message: 'the container' }],
          });
        }
      }
    }
  },
};

function observe(experiment: Experiment, container: Container, which: string): Observation | undefined {
  const path = writtenPath(experiment);
  const writable = writablePaths(container);
  const what = describeExperiment(experiment);
  if (path !== undefined && writable !== undefined && !isWritable(path, writable)) {
    return {
      message: `${what} writes to ${path}, and the file system of container ${which} is read-only there`,
      fix: writable.length === 0 ? 'attack another container' : `it may write to ${writable.join(', ')}`,
    };
  }
  if (searchesProcesses(experiment) && container.image !== undefined && lacksPs(container.image)) {
    return {
      message: `${what} looks for processes by ps, which image ${container.image} of container ${which} does not have`,
      fix: "give pid in its place: '1' for the first process of the container",
    };
  }
  return undefined;
}

/** Where a container may write; undefined for everywhere. */
function writablePaths({ securityContext, volumeMounts = [] }: Container): readonly string[] | undefined {
  if (securityContext?.readOnlyRootFilesystem !== true) return undefined;
  return volumeMounts.flatMap(({ mountPath, readOnly }) =>
    readOnly === true || mountPath === undefined ? [] : mountPath,
  );
}
