import { dnsLabel } from '../../kube/names';
import { atMostAll, countOrPercent } from '../checks/counts';
import {
  checkDaemonSet,
  checkDaemonSetStrategy,
  checkDeployment,
  checkDeploymentStrategy,
  checkReplicaSet,
  checkReplicationController,
  checkRevision,
  checkStatefulSet,
  checkStatefulSetStrategy,
} from '../checks/workloads';
import { format, given, nonNegative, oneOf, optional, valid } from '../walk/constraints';
import { ruled, type Tables } from '../walk/table';
import { warnOfStatefulSet } from '../warnings/objects';
import { warnOfName } from '../warnings/pods';

const rule = 'K8S_REPLICAS';

const counted = { replicas: [nonNegative], minReadySeconds: [nonNegative] };
const revisions = { revisionHistoryLimit: [nonNegative] };
const retention = [optional, oneOf('Retain', 'Delete')];

/** What keeps pods running. */
export const WORKLOADS: Tables = {
  'apps.v1.Deployment': { rule, warn: warnOfName },
  'apps.v1.ReplicaSet': { rule, warn: warnOfName },
  'core.v1.ReplicationController': { rule, warn: warnOfName },
  'apps.v1.ControllerRevision': { rule, fields: { revision: [nonNegative] }, check: checkRevision },
  'apps.v1.DaemonSetSpec': { rule, fields: { minReadySeconds: [nonNegative], ...revisions }, check: checkDaemonSet },
  'apps.v1.DaemonSetUpdateStrategy': { rule: 'K8S_STRATEGY', check: checkDaemonSetStrategy },
  'apps.v1.DeploymentSpec': {
    rule,
    fields: { ...counted, ...revisions, progressDeadlineSeconds: [nonNegative] },
    check: checkDeployment,
  },
  'apps.v1.DeploymentStrategy': {
    rule: 'K8S_STRATEGY',
    check: checkDeploymentStrategy,
    ignores: ({ type }) => (type === 'RollingUpdate' ? [] : ['rollingUpdate']),
  },
  'apps.v1.ReplicaSetSpec': { rule, fields: counted, check: checkReplicaSet },
  'apps.v1.RollingUpdateDaemonSet': {
    rule: 'K8S_STRATEGY',
    fields: { maxUnavailable: [countOrPercent, atMostAll], maxSurge: [countOrPercent, atMostAll] },
  },
  'apps.v1.RollingUpdateDeployment': {
    rule: 'K8S_STRATEGY',
    fields: { maxUnavailable: [countOrPercent, atMostAll], maxSurge: [countOrPercent] },
  },
  'apps.v1.RollingUpdateStatefulSetStrategy': { rule: 'K8S_STRATEGY', fields: { partition: [nonNegative] } },
  'apps.v1.StatefulSetOrdinals': { rule, fields: { start: [nonNegative] } },
  'apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy': {
    rule: 'K8S_STRATEGY',
    fields: { whenDeleted: retention, whenScaled: retention },
  },
  'apps.v1.StatefulSetSpec': {
    rule,
    fields: {
      ...counted,
      podManagementPolicy: ruled(
        'K8S_STRATEGY',
        valid<string>((policy) =>
          policy === 'OrderedReady' || policy === 'Parallel' ? undefined : "must be 'OrderedReady' or 'Parallel'",
        ),
      ),
      serviceName: [optional, format(dnsLabel)],
    },
    check: checkStatefulSet,
    warn: warnOfStatefulSet,
  },
  'apps.v1.StatefulSetUpdateStrategy': {
    rule: 'K8S_STRATEGY',
    check: checkStatefulSetStrategy,
    ignores: ({ type }) => (type === 'RollingUpdate' ? [] : ['rollingUpdate']),
  },
  'core.v1.ReplicationControllerSpec': {
    rule,
    fields: { ...counted, template: ruled('K8S_POD', given()) },
    check: checkReplicationController,
  },
};
