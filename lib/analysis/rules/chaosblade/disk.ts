import { describeExperiment, type Experiment, experimentsOf, pathOf } from '../../../experiments/experiments';
import { CHAOS_BLADE } from '../../../world/kinds';
import { experimentExample } from '../../experiment/example';
import type { Rule } from '../../rule';

const example = (path: string) =>
  experimentExample({
    what: 'node disk fill',
    flags: { names: 'worker-1', percent: '90', ...(path === '' ? {} : { path }) },
  });

/** Where the system of a node is, and what the kubelet watches. */
const OF_THE_SYSTEM = /^\/(?:|etc|usr|var|var\/lib(?:\/(?:kubelet|containerd|docker|etcd)(?:\/.*)?)?)\/?$/;

export const disk: Rule = {
  id: 'CHAOSBLADE_DISK',
  severity: 'warning',
  kinds: [CHAOS_BLADE],
  docs: {
    says: 'a fault that fills or loads the disk of the system of a node',
    why: 'Without `path` it is `/`, with which the kubelet evicts the pods of the node, takes it for ill, and keeps new ones away; also in pods, where `percent` and `reserve` are those of the file system of the node.',
    fix: 'Name a `path` on a disk of its own, and in pods one that may be filled, with `size`.',
    symptoms: ['DiskPressure', 'Evicted', 'no space left on device'],
    see: 'https://chaosblade.io/docs/',
    wrong: example(''),
    right: example('/mnt/data'),
  },

  check(mesh, report) {
    for (const experiment of experimentsOf(mesh)) {
      const { target, scope, flags, entity } = experiment;
      if (target !== 'disk' || !['fill', 'burn'].includes(experiment.action)) continue;
      const path = flags.get('path')?.text ?? '/';
      const isOfNode = scope === 'node' ? OF_THE_SYSTEM.test(path) : path === '/' && isShareOfNode(experiment);
      if (!isOfNode) continue;
      report(entity, pathOf(experiment, 'path'), {
        message:
          scope === 'node'
            ? `${describeExperiment(experiment)} is about ${path} of the node: the kubelet evicts its pods when that is full or slow`
            : `${describeExperiment(experiment)} is a share of the file system of the node: the kubelet evicts pods when that is full`,
        fix: scope === 'node' ? 'name a path on a disk of its own' : 'name a path, and give size',
      });
    }
  },
};

function isShareOfNode({ action, flags }: Experiment): boolean {
  return action === 'fill' && (flags.has('percent') || flags.has('reserve'));
}
