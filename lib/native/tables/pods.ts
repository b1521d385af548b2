import { dnsLabel, dnsSubdomain, qualifiedName } from '../../kube/names';
import { addVolume, checkPod, checkPodSpec, checkPodTemplate, checkVolume } from '../checks/pods';
import { checkAppArmor, checkSeccomp } from '../checks/security';
import { credentialSpec, windowsUser } from '../checks/windows';
import {
  address,
  between,
  by,
  each,
  format,
  id,
  labels,
  notEmpty,
  oneOf,
  optional,
  orEmpty,
  required,
  unique,
  within,
} from '../walk/constraints';
import { ruled, type Tables } from '../walk/table';
import { warnOfName, warnOfPod, warnOfPodAnnotations } from '../warnings/pods';

const rule = 'K8S_POD';
const MAX_INT32 = 2 ** 31 - 1;

/** The sources of volumes, in the order in which the API server looks for them. */
const SOURCES = [
  'emptyDir',
  'hostPath',
  'gitRepo',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'secret',
  'nfs',
  'iscsi',
  'glusterfs',
  'flocker',
  'persistentVolumeClaim',
  'rbd',
  'cinder',
  'cephfs',
  'quobyte',
  'downwardAPI',
  'fc',
  'flexVolume',
  'configMap',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'storageos',
  'projected',
  'scaleIO',
  'csi',
  'ephemeral',
];

/** Pods, and what they are made from. */
export const PODS: Tables = {
  'core.v1.Pod': {
    rule,
    check: checkPod,
    warn: (pod, at, context) => {
      warnOfName(pod, at, context);
      warnOfPodAnnotations(pod, at, context);
    },
  },
  'core.v1.PodTemplateSpec': { rule, skip: ['metadata'], check: checkPodTemplate, warn: warnOfPodAnnotations },
  'core.v1.PodSpec': {
    rule,
    fields: {
      activeDeadlineSeconds: [between(1, MAX_INT32)],
      containers: ruled('K8S_CONTAINER', required()),
      dnsPolicy: [oneOf('ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None')],
      hostname: [optional, format(dnsLabel)],
      nodeName: [optional, format(dnsSubdomain)],
      nodeSelector: ruled('K8S_SCHEDULING', labels),
      preemptionPolicy: [notEmpty(), oneOf('Never', 'PreemptLowerPriority')],
      priorityClassName: [optional, format(dnsSubdomain)],
      readinessGates: [each(within({ conditionType: [orEmpty(format(qualifiedName))] }))],
      restartPolicy: [oneOf('Always', 'OnFailure', 'Never')],
      runtimeClassName: [format(dnsSubdomain)],
      schedulingGates: [each(by('name', orEmpty(format(qualifiedName)))), unique('name')],
      serviceAccountName: [optional, format(dnsSubdomain)],
      subdomain: [optional, format(dnsLabel)],
    },
    first: ['volumes'],
    skip: ['overhead'],
    alone: ['priorityClassName', 'runtimeClassName', 'serviceAccountName', 'subdomain'],
    check: checkPodSpec,
    warn: warnOfPod,
  },
  'core.v1.HostAlias': { rule, fields: { ip: [orEmpty(address)], hostnames: [each(format(dnsSubdomain))] } },
  'core.v1.Volume': {
    rule: 'K8S_VOLUME',
    fields: { name: [required(), format(dnsLabel)] },
    union: {
      members: SOURCES,
      missing: 'must specify a volume type',
      several: 'may not specify more than 1 volume type',
      called: { cephfs: 'cephFS', downwardAPI: 'downwarAPI' },
    },
    check: checkVolume,
    done: (volume, _at, context, isRight) => {
      if (isRight) addVolume(volume, context);
    },
  },
  'core.v1.PodSecurityContext': {
    rule: 'K8S_SECURITY',
    fields: {
      fsGroup: [id],
      fsGroupChangePolicy: [oneOf('Always', 'OnRootMismatch')],
      runAsGroup: [id],
      runAsUser: [id],
      seLinuxChangePolicy: [oneOf('Recursive')],
      supplementalGroups: [each(id)],
      supplementalGroupsPolicy: [oneOf('Merge', 'Strict')],
    },
  },
  'core.v1.SecurityContext': {
    rule: 'K8S_SECURITY',
    fields: { runAsGroup: [id], runAsUser: [id], procMount: [oneOf('Default', 'Unmasked')] },
  },
  'core.v1.SeccompProfile': {
    rule: 'K8S_SECURITY',
    fields: {
      type: [
        required('type is required when seccompProfile is set'),
        oneOf('Localhost', 'RuntimeDefault', 'Unconfined'),
      ],
    },
    check: checkSeccomp,
  },
  'core.v1.AppArmorProfile': {
    rule: 'K8S_SECURITY',
    fields: {
      type: [
        required('type is required when appArmorProfile is set'),
        oneOf('Localhost', 'RuntimeDefault', 'Unconfined'),
      ],
    },
    check: checkAppArmor,
  },
  'core.v1.WindowsSecurityContextOptions': {
    rule: 'K8S_SECURITY',
    fields: {
      gmsaCredentialSpec: [format(credentialSpec)],
      gmsaCredentialSpecName: [format(dnsSubdomain)],
      runAsUserName: [format(windowsUser)],
    },
  },
};
