import { CANARY, NODE } from '../../../world/kinds';
import { at } from '../../../world/workload';
import { canaryExample, objectExample, yaml } from '../../release/example';
import { releasesOf } from '../../release/releases';
import type { Rule } from '../../rule';

const example = (strategy: string) =>
  yaml(
    objectExample(
      'apps/v1',
      'DaemonSet',
      'agent',
      'spec:',
      `  updateStrategy: {type: ${strategy}}`,
      '  selector: {matchLabels: {app: agent}}',
      '  template:',
      '    metadata: {labels: {app: agent}}',
      '    spec: {containers: [{name: agent, image: example.com/agent:1.0.0, ports: [{containerPort: 9080}]}]}',
    ),
    canaryExample({ name: 'agent', target: 'kind: DaemonSet, name: agent' }),
  );

const NOWHERE = 'flagger.app/scale-to-zero';

export const daemonSet: Rule = {
  id: 'FLAGGER_DAEMON_SET',
  severity: 'error',
  kinds: [CANARY],
  docs: {
    says: 'a DaemonSet that Flagger cannot release',
    why: 'Flagger updates the pods of a primary, which only the strategy RollingUpdate does: with OnDelete it makes nothing at all, at each interval anew. It stops pods of a DaemonSet by a label of nodes, `flagger.app/scale-to-zero`: on a node that has the label they go on running.',
    fix: 'Take the strategy RollingUpdate, and the label from the nodes.',
    symptoms: ['canary stuck in Initializing', 'must have RollingUpdate strategy'],
    see: 'https://docs.flagger.app/usage/how-it-works#canary-target',
    wrong: example('OnDelete'),
    right: example('RollingUpdate'),
  },

  check(mesh, report) {
    for (const { entity, target } of releasesOf(mesh)) {
      if (target?.entity.id.kind !== 'DaemonSet') continue;
      const type = at(target.entity.object, ['spec', 'updateStrategy', 'type']);
      if (type === 'OnDelete') {
        report(entity, ['spec', 'targetRef', 'name'], {
          message: `DaemonSet ${target.entity.id.name} has the update strategy ${type}: Flagger makes nothing, and says so at each interval`,
          fix: 'take the strategy RollingUpdate',
          related: [{ entity: target.entity, path: ['spec', 'updateStrategy', 'type'], message: 'the strategy' }],
        });
      }
      for (const node of mesh.given.entitiesOf(NODE)) {
        if (node.labels[NOWHERE] !== 'true') continue;
        report(node, ['metadata', 'labels', NOWHERE], {
          severity: 'warning',
          message: `pods of DaemonSet ${target.entity.id.name} go on running here between releases, as Flagger stops them by this label, which no node should have`,
          fix: `take the label ${NOWHERE} away`,
          related: [{ entity, path: ['spec', 'targetRef', 'name'], message: 'releases the DaemonSet' }],
        });
      }
    }
  },
};
