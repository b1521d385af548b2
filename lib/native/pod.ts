import { NOT_AN_ADDRESS, parseAddress } from '../kube/addresses';
import { isMap } from '../kube/json';
import { between, dnsLabel, dnsSubdomain, dnsSubdomainWithUnderscores, qualifiedName } from '../kube/names';
import type { Path } from '../violation/path';
import { checkContainers } from './containers';
import { fields, integer, isMissing, items, text, textItems } from './json';
import { checkAnnotations } from './metadata';
import { checkResources } from './resources';
import type { Report } from './rules';
import { checkNames, checkScheduling } from './scheduling';
import { checkPodSecurityContext } from './security';
import { checkLabels } from './selectors';
import { checkVolumes } from './volumes';

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];
const DNS_POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const PREEMPTION_POLICIES = ['PreemptLowerPriority', 'Never'];
const MAX_SECONDS = 2 ** 31 - 1;

/** Seconds that a pod has to stop if it does not say so. */
const GRACE = 30;

/** What a pod's specification belongs to. */
export interface PodOptions {
  /** Whether it is a pod itself, not what pods are made from. */
  readonly isPod: boolean;
  /** Volumes that are added to each pod: those of a StatefulSet's claims. */
  readonly addedVolumes?: readonly string[];
}

/**
 * Checks what pods are made from: their metadata, and their specification.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/#pod-templates
 */
export function checkPodTemplate(at: Path, template: unknown, report: Report, addedVolumes?: readonly string[]): void {
  const { metadata, spec } = fields(template);
  const { labels, annotations } = fields(metadata);
  // The API server leaves `metadata` out of these paths.
  const called = (name: string) => at.child('metadata', name).called(at.child(name).name);
  checkLabels('K8S_LABEL', called('labels'), labels, report);
  checkAnnotations(called('annotations'), annotations, report);
  if (isMissing(template) || isMap(template)) {
    checkPodSpec(at.child('spec'), spec, { isPod: false, addedVolumes }, report);
  }
}

/**
 * Checks the specification of a pod.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
 */
export function checkPodSpec(at: Path, content: unknown, options: PodOptions, report: Report): void {
  if (!isMissing(content) && !isMap(content)) return;
  const spec = fields(content);
  const volumes = checkVolumes(at.child('volumes'), spec.volumes, report);
  for (const name of options.addedVolumes ?? []) volumes.set(name, 'persistentVolumeClaim');
  const claims = checkClaims(at.child('resourceClaims'), spec.resourceClaims, report);
  const { terminationGracePeriodSeconds: grace } = spec;
  const pod = {
    isPod: options.isPod,
    volumes,
    claims,
    hostNetwork: spec.hostNetwork === true,
    restartsNever: spec.restartPolicy === 'Never',
    hostUsers: spec.hostUsers !== false,
    grace: isMissing(grace) ? GRACE : integer(grace),
  };
  checkContainers(at, spec, pod, report);
  if (items(spec.ephemeralContainers).length > 0) {
    const detail = options.isPod ? 'cannot be set on create' : 'ephemeral containers not allowed in pod template';
    report.forbidden('K8S_POD', at.child('ephemeralContainers'), detail);
  }
  checkResources(at.child('resources'), spec.resources, claims, report);
  checkEnum(at.child('restartPolicy'), spec.restartPolicy, RESTART_POLICIES, report);
  checkEnum(at.child('dnsPolicy'), spec.dnsPolicy, DNS_POLICIES, report);
  checkEnum(at.child('preemptionPolicy'), spec.preemptionPolicy, PREEMPTION_POLICIES, report);
  const { name: system } = fields(spec.os);
  if (isMap(spec.os) && text(system) === '') report.required('K8S_POD', at.child('os', 'name'), 'cannot be empty');
  else if (typeof system === 'string' && system !== 'linux' && system !== 'windows') {
    report.unsupported('K8S_POD', at.child('os').inside('name'), system, ['linux', 'windows']);
  }
  const deadline = integer(spec.activeDeadlineSeconds);
  if (deadline !== undefined && (deadline < 1 || deadline > MAX_SECONDS)) {
    report.invalid('K8S_POD', at.child('activeDeadlineSeconds'), deadline, between(1, MAX_SECONDS));
  }
  checkPodSecurityContext(at, spec, report);
  checkScheduling(at, spec, report);
  checkNames(at, spec, report);
  checkDns(at.child('dnsConfig'), spec, report);
  checkHostAliases(at.child('hostAliases'), spec.hostAliases, report);
  checkGates(at, spec, options.isPod, report);
}

function checkEnum(at: Path, value: unknown, supported: readonly string[], report: Report): void {
  const name = text(value);
  if (name && !supported.includes(name)) report.unsupported('K8S_POD', at, name, supported);
}

/** Checks the devices that a pod claims, and tells their names. */
function checkClaims(at: Path, claims: unknown, report: Report): Set<string> {
  const names = new Set<string>();
  for (const [index, claim] of items(claims).entries()) {
    if (!isMap(claim)) continue;
    const place = at.child(index);
    const name = text(claim.name);
    if (name === '') report.required('K8S_POD', place.child('name'));
    else if (name !== undefined) {
      if (names.has(name)) report.duplicate('K8S_POD', place.child('name'), name);
      else report.invalidEach('K8S_POD', place.child('name'), name, dnsLabel(name));
      names.add(name);
    }
    const { resourceClaimName: existing, resourceClaimTemplateName: template } = claim;
    if (!isMissing(existing) && !isMissing(template)) {
      const detail = 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified';
      report.invalid('K8S_POD', place, claim, detail);
    } else if (isMissing(existing) && isMissing(template)) {
      const detail = 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`';
      report.invalid('K8S_POD', place, claim, detail);
    }
  }
  return names;
}

/** @see https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config */
function checkDns(at: Path, { dnsPolicy, dnsConfig }: Readonly<Record<string, unknown>>, report: Report): void {
  const { nameservers, searches, options } = fields(dnsConfig);
  if (dnsPolicy === 'None') {
    if (isMissing(dnsConfig)) {
      report.required('K8S_POD', at, 'must provide `dnsConfig` when `dnsPolicy` is None');
      return;
    }
    if (items(nameservers).length === 0) {
      const detail = 'must provide at least one DNS nameserver when `dnsPolicy` is None';
      report.required('K8S_POD', at.child('nameservers'), detail);
      return;
    }
  }
  if (items(nameservers).length > 3) {
    report.invalid('K8S_POD', at.child('nameservers'), nameservers, 'must not have more than 3 nameservers');
  }
  for (const [index, server] of textItems(nameservers)) {
    if (parseAddress(server) === undefined) {
      report.invalid('K8S_POD', at.child('nameservers').child(index), server, NOT_AN_ADDRESS);
    }
  }
  if (items(searches).length > 32) {
    report.invalid('K8S_POD', at.child('searches'), searches, 'must not have more than 32 search paths');
  }
  for (const [index, search] of textItems(searches)) {
    if (search === '.') continue;
    const domain = search.replace(/\.$/, '');
    const place = at.child('searches').child(index);
    report.invalidEach('K8S_POD', place, domain, dnsSubdomainWithUnderscores(domain));
  }
  for (const [index, option] of items(options).entries()) {
    if (isMap(option) && text(option.name) === '') {
      report.required('K8S_POD', at.child('options').child(index), 'must not be empty');
    }
  }
}

function checkHostAliases(at: Path, aliases: unknown, report: Report): void {
  for (const [index, alias] of items(aliases).entries()) {
    if (!isMap(alias)) continue;
    const address = text(alias.ip);
    if (address !== undefined && parseAddress(address) === undefined) {
      report.invalid('K8S_POD', at.child(index).child('ip'), address, NOT_AN_ADDRESS);
    }
    for (const [nameIndex, name] of textItems(alias.hostnames)) {
      const place = at.child(index).child('hostnames').child(nameIndex);
      report.invalidEach('K8S_POD', place, name, dnsSubdomain(name));
    }
  }
}

/** Checks what a pod waits for before it is scheduled, and before it is ready. */
function checkGates(at: Path, spec: Readonly<Record<string, unknown>>, isPod: boolean, report: Report): void {
  for (const [index, gate] of items(spec.readinessGates).entries()) {
    const type = isMap(gate) ? text(gate.conditionType) : undefined;
    const place = at.child('readinessGates').child(index).child('conditionType');
    if (type !== undefined) report.invalidEach('K8S_POD', place, type, qualifiedName(type));
  }
  const names = new Set<string>();
  for (const [index, gate] of items(spec.schedulingGates).entries()) {
    const name = isMap(gate) ? text(gate.name) : undefined;
    if (name === undefined) continue;
    const place = at.child('schedulingGates').child(index);
    report.invalidEach('K8S_POD', place, name, qualifiedName(name));
    if (names.has(name)) report.duplicate('K8S_POD', place, name);
    names.add(name);
  }
  if (isPod && text(spec.nodeName) && names.size > 0) {
    report.forbidden('K8S_POD', at.child('nodeName'), 'cannot be set until all schedulingGates have been cleared');
  }
}
