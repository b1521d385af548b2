import type { JsonMap } from '../../kube/json';
import { keyPairProblem } from '../../kube/key-pairs';
import type { Path } from '../../violation/path';
import { rangesOf } from '../checks/cluster';
import type { Report, Rule } from '../rules';
import { isSet, listOf, numberOf, structOf, structsOf, textOf, textsOf } from '../values/decoded';
import type { Check } from '../walk/table';
import { warnOfAddress, warnOfRange } from './addresses';
import { warnOfOldLabel, warnOfRequirements } from './node-labels';
import { warnOfSizes } from './sizes';
import { warnOfOldSources } from './volumes';

function warnOfAnnotation(rule: Rule, at: Path, object: JsonMap, key: string, detail: string, report: Report): void {
  if (!Object.hasOwn(structOf(structOf(object.metadata).annotations), key)) return;
  report.warning(rule, at.child('metadata', 'annotations').key(key), detail);
}

const OLD_CLASS = 'volume.beta.kubernetes.io/storage-class';
const USE_CLASS = 'deprecated since v1.8; use "storageClassName" attribute instead';

export const warnOfClaim: Check = (claim, at, { around, report }) => {
  // Those of stateful sets are called by another name.
  if (around !== undefined) return;
  warnOfAnnotation('K8S_STORAGE', at, claim, OLD_CLASS, USE_CLASS, report);
  warnOfSizes(at.child('spec', 'resources'), structOf(claim.spec).resources, report);
};

export const warnOfPersistentVolume: Check = (volume, at, { report }) => {
  const rule = 'K8S_STORAGE';
  warnOfAnnotation(rule, at, volume, OLD_CLASS, USE_CLASS, report);
  const mounts = 'volume.beta.kubernetes.io/mount-options';
  warnOfAnnotation(rule, at, volume, mounts, 'deprecated since v1.31; use "mountOptions" attribute instead', report);
  const spec = structOf(volume.spec);
  const place = at.child('spec');
  if (spec.persistentVolumeReclaimPolicy === 'Recycle') {
    const detail =
      'The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.';
    report.warning(rule, place.child('persistentVolumeReclaimPolicy'), detail);
  }
  const terms = structsOf(structOf(structOf(spec.nodeAffinity).required).nodeSelectorTerms);
  for (const [index, term] of terms.entries()) {
    const there = place.child('nodeAffinity', 'required', 'nodeSelectorTerms').child(index, 'matchExpressions');
    warnOfRequirements(there, term.matchExpressions, report);
  }
  warnOfOldSources(place, spec, report, true);
};

export const warnOfStorageClass: Check = ({ allowedTopologies }, at, { report }) => {
  for (const [index, term] of structsOf(allowedTopologies).entries()) {
    const place = at.child('allowedTopologies').child(index, 'matchLabelExpressions');
    for (const [position, { key }] of structsOf(term.matchLabelExpressions).entries()) {
      warnOfOldLabel('K8S_STORAGE', place.child(position, 'key'), textOf(key), report);
    }
  }
};

export const warnOfCapacity: Check = ({ nodeTopology }, at, { report }) => {
  const { matchLabels, matchExpressions } = structOf(nodeTopology);
  const place = at.child('nodeTopology');
  warnOfRequirements(place.child('matchExpressions'), matchExpressions, report);
  for (const label of Object.keys(structOf(matchLabels))) {
    warnOfOldLabel('K8S_STORAGE', place.child('matchLabels', label), label, report);
  }
};

export const warnOfRuntimeClass: Check = ({ scheduling }, at, { report }) => {
  for (const label of Object.keys(structOf(structOf(scheduling).nodeSelector))) {
    warnOfOldLabel('K8S_EXTENSION', at.child('scheduling', 'nodeSelector').inside(label), label, report);
  }
};

/** The API server does not say that the claims of a stateful set are in a `spec`. */
export const warnOfStatefulSet: Check = (spec, at, { report }) => {
  for (const [index, claim] of structsOf(spec.volumeClaimTemplates).entries()) {
    const place = at.child('volumeClaimTemplates').child(index).inside('spec').child('resources');
    warnOfSizes(place, structOf(claim.spec).resources, report);
  }
  if (numberOf(spec.revisionHistoryLimit) >= 0) return;
  const detail = 'a negative value retains all historical revisions; a value >= 0 is recommended';
  report.warning('K8S_REPLICAS', at.child('revisionHistoryLimit'), detail);
};

const MANY_COMPLETIONS = 100_000;
const MANY_PODS = 10_000;

export const warnOfJob: Check = ({ completionMode, completions, parallelism }, at, { report }) => {
  if (completionMode !== 'Indexed') return;
  if (numberOf(completions) <= MANY_COMPLETIONS || numberOf(parallelism) <= MANY_PODS) return;
  const detail =
    'In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail';
  report.warning('K8S_JOB', at, detail);
};

export const warnOfNode: Check = ({ externalID, podCIDRs, podCIDR }, at, { report }) => {
  const rule = 'K8S_NODE';
  if (textOf(externalID) !== '') {
    report.warning(rule, at.child('externalID'), 'this field is deprecated, and is unused by Kubernetes');
  }
  for (const [index, range] of rangesOf(podCIDRs, podCIDR).entries())
    warnOfRange(rule, at.child('podCIDRs').child(index), range, report);
};

export const warnOfService: Check = (service, at, { report }) => {
  const rule = 'K8S_SERVICE';
  const hints = 'service.kubernetes.io/topology-aware-hints';
  const use = `deprecated, please use service.kubernetes.io/topology-mode instead`;
  warnOfAnnotation(rule, at, service, hints, use, report);
  const spec = structOf(service.spec);
  const place = at.child('spec');
  const { type, clusterIP, externalName, externalIPs, loadBalancerIP } = spec;
  const ignored = (field: string, when: string): void => report.warning(rule, place.child(field), `is ignored ${when}`);
  if (type === 'ClusterIP' && clusterIP === 'None') {
    if (textOf(loadBalancerIP) !== '') ignored('loadBalancerIP', 'for headless services');
    if (listOf(externalIPs).length > 0) ignored('externalIPs', 'for headless services');
    if (spec.sessionAffinity !== 'None') ignored('sessionAffinity', 'for headless services');
  }
  if (type === 'ExternalName') {
    if (listOf(externalIPs).length > 0) ignored('externalIPs', 'when spec.type is "ExternalName"');
  } else if (textOf(externalName) !== '') ignored('externalName', 'when spec.type is not "ExternalName"');
  const addresses = textsOf(spec.clusterIPs).length > 0 ? textsOf(spec.clusterIPs) : [textOf(clusterIP)];
  for (const [field, values] of [
    ['clusterIPs', addresses],
    ['externalIPs', textsOf(externalIPs)],
  ] as const) {
    for (const [index, address] of values.entries()) {
      warnOfAddress(rule, place.child(field).child(index), address, report);
    }
  }
  warnOfAddress(rule, place.child('loadBalancerIP'), textOf(loadBalancerIP), report);
  for (const [index, range] of textsOf(spec.loadBalancerSourceRanges).entries()) {
    warnOfRange(rule, place.child('loadBalancerSourceRanges').child(index), range, report);
  }
};

export const warnOfEndpoints: Check = ({ subsets }, at, { report }) => {
  const rule = 'K8S_ENDPOINTS';
  for (const [index, subset] of structsOf(subsets).entries()) {
    for (const list of ['addresses', 'notReadyAddresses']) {
      for (const [position, { ip }] of structsOf(subset[list]).entries()) {
        const place = at.child('subsets').child(index, list).child(position, 'ip');
        warnOfAddress(rule, place, textOf(ip), report);
      }
    }
  }
};

export const warnOfSlice: Check = ({ addressType, endpoints }, at, { report }) => {
  const rule = 'K8S_ENDPOINTS';
  if (addressType === 'FQDN') report.warning(rule, at.child('addressType'), 'FQDN endpoints are deprecated');
  for (const [index, { addresses }] of structsOf(endpoints).entries()) {
    const place = at.child('endpoints').child(index, 'addresses');
    for (const [position, address] of textsOf(addresses).entries()) {
      warnOfAddress(rule, place.child(position), address, report);
    }
  }
};

export const warnOfIngress: Check = (ingress, at, { report }) => {
  if (isSet(structOf(ingress.spec).ingressClassName)) return;
  const key = 'kubernetes.io/ingress.class';
  warnOfAnnotation('K8S_INGRESS', at, ingress, key, "deprecated, please use 'spec.ingressClassName' instead", report);
};

export const warnOfIpBlock: Check = ({ cidr, except }, at, { report }) => {
  const rule = 'K8S_NETWORK_POLICY';
  warnOfRange(rule, at.child('cidr'), textOf(cidr), report);
  for (const [index, range] of textsOf(except).entries()) {
    warnOfRange(rule, at.child('except').child(index), range, report);
  }
};

export const warnOfAccount: Check = (account, at, { report }) => {
  const key = 'kubernetes.io/enforce-mountable-secrets';
  const detail = 'deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets';
  warnOfAnnotation('K8S_ANNOTATION', at, account, key, detail, report);
};

/** A key that does not belong to its certificate serves nobody. */
export const warnOfSecret: Check = ({ type, data, stringData }, at, { report }) => {
  if (type !== 'kubernetes.io/tls') return;
  const content = (key: string): string => {
    const text = structOf(stringData)[key];
    return isSet(text) ? textOf(text) : Buffer.from(textOf(structOf(data)[key]), 'base64').toString('latin1');
  };
  const problem = keyPairProblem(content('tls.crt'), content('tls.key'));
  if (problem !== undefined) report.warning('K8S_SECRET', at.child('data'), problem);
};
