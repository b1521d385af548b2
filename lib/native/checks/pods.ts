import { NOT_AN_ADDRESS, parseAddress } from '../../kube/addresses';
import type { JsonMap } from '../../kube/json';
import { dnsLabel, dnsSubdomain, dnsSubdomainWithUnderscores } from '../../kube/names';
import type { Path } from '../../violation/path';
import type { Report } from '../rules';
import { isSet, listOf, numberOf, structOf, structsOf, textOf, textsOf } from '../values/decoded';
import { annotations, applyAt, labels } from '../walk/constraints';
import { type Check, type Context, enclosing } from '../walk/table';
import { checkPodAnnotations, checkProfilesMatch } from './annotations';
import { checkContainersTogether } from './containers';
import { volumesOf } from './pod-parts';
import { checkOverhead, checkPodResources } from './resources';
import { checkPodSecurity } from './security';
import { checkHostProcess, checkOperatingSystem } from './windows';

const rule = 'K8S_POD';

/** A pod itself. */
export const checkPod: Check = (pod, at, { report }) => {
  const spec = structOf(pod.spec);
  const place = at.child('spec');
  checkPodAnnotations(at.child('metadata', 'annotations'), structOf(pod.metadata).annotations, spec, report);
  checkProfilesMatch(place, structOf(pod.metadata).annotations, spec, report, false);
  if (listOf(spec.ephemeralContainers).length > 0) {
    report.forbidden(rule, place.child('ephemeralContainers'), 'cannot be set on create');
  }
  if (textOf(spec.nodeName) !== '' && listOf(spec.schedulingGates).length > 0) {
    report.forbidden(rule, place.child('nodeName'), 'cannot be set until all schedulingGates have been cleared');
  }
};

/** What pods are made from. The API server leaves `metadata` out of its paths. */
export const checkPodTemplate: Check = (template, at, { report }) => {
  const spec = structOf(template.spec);
  const { labels: given, annotations: notes } = structOf(template.metadata);
  const metadata = at.inside('metadata');
  applyAt(report, 'K8S_LABEL', metadata.child('labels'), given, labels);
  applyAt(report, 'K8S_ANNOTATION', metadata.child('annotations'), notes, annotations);
  checkPodAnnotations(metadata.child('annotations'), notes, spec, report);
  checkProfilesMatch(at.child('spec'), notes, spec, report);
  if (listOf(spec.ephemeralContainers).length > 0) {
    report.forbidden(rule, at.child('spec', 'ephemeralContainers'), 'ephemeral containers not allowed in pod template');
  }
};

/** What compares the parts of a pod. */
export const checkPodSpec: Check = (spec, at, context) => {
  const { report } = context;
  checkContainersTogether(at, spec, report);
  checkClaims(at.child('resourceClaims'), spec.resourceClaims, report);
  checkPodResources(at, spec, report, context.kind === '/Pod');
  checkHostNetwork(at, spec, context);
  checkPodSecurity(at, spec, report);
  checkHostProcess(at, spec, report);
  checkOperatingSystem(at, spec, report);
  checkDns(at.child('dnsConfig'), spec, report);
  if (isSet(spec.overhead)) {
    const limits = at.renamed('overhead', 'overhead.limits');
    checkOverhead(at.child('overhead'), limits, structOf(spec.overhead), report);
  }
};

/** With the network of the node a container has its ports. */
function checkHostNetwork(at: Path, spec: JsonMap, { kind, report }: Context): void {
  if (spec.hostNetwork !== true) return;
  for (const [index, container] of structsOf(spec.containers).entries()) {
    for (const [position, port] of structsOf(container.ports).entries()) {
      const number = numberOf(port.hostPort);
      if ((number === 0 && kind !== '/Pod') || number === numberOf(port.containerPort)) continue;
      const place = at.child('containers').child(index, 'ports').child(position, 'hostPort');
      report.invalid('K8S_PORT', place, number, 'must match `containerPort` when `hostNetwork` is true');
    }
  }
}

/** The devices that a pod claims. */
function checkClaims(at: Path, claims: unknown, report: Report): void {
  const names = new Set<string>();
  for (const [index, claim] of structsOf(claims).entries()) {
    const place = at.child(index);
    const name = textOf(claim.name);
    if (name === '') report.required(rule, place.child('name'));
    else if (names.has(name)) report.duplicate(rule, place.child('name'), name);
    else report.invalidEach(rule, place.child('name'), name, dnsLabel(name));
    names.add(name);
    const sources = ['resourceClaimName', 'resourceClaimTemplateName'].filter((field) => isSet(claim[field]));
    if (sources.length === 0) {
      report.invalid(rule, place, claim, 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`');
    } else if (sources.length > 1) {
      const detail = 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified';
      report.invalid(rule, place, claim, detail);
    }
    for (const field of sources) {
      report.invalidEach(rule, place.child(field), claim[field], dnsSubdomain(textOf(claim[field])));
    }
  }
}

const MAX_SEARCH_CHARACTERS = 2048;

/** @see https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config */
function checkDns(at: Path, { dnsPolicy, dnsConfig }: JsonMap, report: Report): void {
  const { nameservers, searches, options } = structOf(dnsConfig);
  if (dnsPolicy === 'None' && listOf(nameservers).length === 0) {
    if (!isSet(dnsConfig)) report.required(rule, at, 'must provide `dnsConfig` when `dnsPolicy` is None');
    else {
      const detail = 'must provide at least one DNS nameserver when `dnsPolicy` is None';
      report.required(rule, at.child('nameservers'), detail);
    }
    return;
  }
  if (listOf(nameservers).length > 3) {
    report.invalid(rule, at.child('nameservers'), nameservers, 'must not have more than 3 nameservers');
  }
  for (const [index, server] of textsOf(nameservers).entries()) {
    if (parseAddress(server) === undefined) {
      report.invalid(rule, at.child('nameservers').child(index), server, NOT_AN_ADDRESS);
    }
  }
  if (listOf(searches).length > 32) {
    report.invalid(rule, at.child('searches'), searches, 'must not have more than 32 search paths');
  }
  if (textsOf(searches).join(' ').length > MAX_SEARCH_CHARACTERS) {
    const detail = `must not have more than ${MAX_SEARCH_CHARACTERS} characters (including spaces) in the search list`;
    report.invalid(rule, at.child('searches'), searches, detail);
  }
  for (const [index, search] of textsOf(searches).entries()) {
    if (search === '.') continue;
    const domain = search.replace(/\.$/, '');
    report.invalidEach(rule, at.child('searches').child(index), domain, dnsSubdomainWithUnderscores(domain));
  }
  for (const [index, option] of structsOf(options).entries()) {
    if (textOf(option.name) === '') report.required(rule, at.child('options').child(index), 'must not be empty');
  }
}

const MAX_INITIATOR = 64;

/** What a volume says together with its pod. */
export const checkVolume: Check = (volume, at, context) => {
  const { report } = context;
  const pod = enclosing(context, 'core.v1.PodSpec');
  if (pod === undefined) return;
  const name = textOf(volume.name);
  const place = at.child('name');
  if (volumesOf(context, pod.object).has(name)) report.duplicate('K8S_VOLUME', place, name);
  const iscsi = structOf(volume.iscsi);
  if (isSet(iscsi.initiatorName) && `${name}:${textOf(iscsi.targetPortal)}`.length > MAX_INITIATOR) {
    const detail =
      'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.';
    report.invalid('K8S_VOLUME', place, name, detail);
  }
  const owner = context.kind === '/Pod' ? textOf(structOf(context.object.metadata).name) : '';
  if (owner === '') return;
  if (isSet(volume.ephemeral) && name !== '') {
    const claim = `${owner}-${name}`;
    for (const problem of dnsSubdomain(claim)) {
      report.invalid('K8S_VOLUME', place, name, `PVC name ${JSON.stringify(claim)}: ${problem}`);
    }
  }
  const { claimName } = structOf(volume.persistentVolumeClaim);
  const made = structsOf(pod.object.volumes).some(
    (other) => isSet(other?.ephemeral) && `${owner}-${textOf(other.name)}` === claimName,
  );
  if (made) {
    const detail = 'must not reference a PVC that gets created for an ephemeral volume';
    report.invalid('K8S_VOLUME', at.child('persistentVolumeClaim', 'claimName'), claimName, detail);
  }
};

/** A volume that is right can be mounted. */
export function addVolume(volume: JsonMap, context: Context): void {
  const pod = enclosing(context, 'core.v1.PodSpec');
  const source = Object.keys(volume).find((name) => name !== 'name' && isSet(volume[name]));
  if (pod !== undefined) volumesOf(context, pod.object).set(textOf(volume.name), source ?? '');
}
