import { checkNamespace, checkNode, checkPodSecurityLabels, checkTaints } from '../checks/cluster';
import { checkEvent, checkNewEvent } from '../checks/events';
import type { Tables } from '../walk/table';
import { warnOfAccount, warnOfNode } from '../warnings/objects';

/** What the cluster is made of, and what happens in it. */
export const CLUSTER: Tables = {
  'core.v1.Event': { rule: 'K8S_EVENT', check: checkEvent },
  'core.v1.Namespace': {
    rule: 'K8S_NAMESPACE',
    check: checkNamespace,
    done: (namespace, at, { report }) => {
      if (report.count === 0) checkPodSecurityLabels(namespace, at, report);
    },
  },
  'core.v1.Node': { rule: 'K8S_NODE', check: checkNode },
  'core.v1.NodeSpec': { rule: 'K8S_NODE', check: checkTaints, warn: warnOfNode },
  'core.v1.ServiceAccount': { rule: 'K8S_ANNOTATION', warn: warnOfAccount },
  'events.v1.Event': { rule: 'K8S_EVENT', check: checkNewEvent },
};
