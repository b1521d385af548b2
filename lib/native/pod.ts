import { NOT_AN_ADDRESS, parseAddress } from '../kube/addresses';
import { isMap } from '../kube/json';
import { between, dnsLabel, dnsSubdomain, dnsSubdomainWithUnderscores, qualifiedName } from '../kube/names';
import { checkContainers } from './containers';
import type { At, Issues } from './field';
import { fields, integer, isMissing, items, text, textItems } from './json';
import { checkAnnotations } from './metadata';
import { checkResources } from './resources';
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
export function checkPodTemplate(at: At, template: unknown, issues: Issues, addedVolumes?: readonly string[]): void {
  const { metadata, spec } = fields(template);
  const { labels, annotations } = fields(metadata);
  // The API server leaves `metadata` out of these paths.
  const called = (name: string) => at.child('metadata', name).called(at.child(name).text);
  checkLabels('K8S_LABEL', called('labels'), labels, issues);
  checkAnnotations(called('annotations'), annotations, issues);
  if (isMissing(template) || isMap(template)) {
    checkPodSpec(at.child('spec'), spec, { isPod: false, addedVolumes }, issues);
  }
}

/**
 * Checks the specification of a pod.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
 */
export function checkPodSpec(at: At, content: unknown, options: PodOptions, issues: Issues): void {
  if (!isMissing(content) && !isMap(content)) return;
  const spec = fields(content);
  const volumes = checkVolumes(at.child('volumes'), spec.volumes, issues);
  for (const name of options.addedVolumes ?? []) volumes.set(name, 'persistentVolumeClaim');
  const claims = checkClaims(at.child('resourceClaims'), spec.resourceClaims, issues);
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
  checkContainers(at, spec, pod, issues);
  if (items(spec.ephemeralContainers).length > 0) {
    const detail = options.isPod ? 'cannot be set on create' : 'ephemeral containers not allowed in pod template';
    issues.forbidden('K8S_POD', at.child('ephemeralContainers'), detail);
  }
  checkResources(at.child('resources'), spec.resources, claims, issues);
  checkEnum(at.child('restartPolicy'), spec.restartPolicy, RESTART_POLICIES, issues);
  checkEnum(at.child('dnsPolicy'), spec.dnsPolicy, DNS_POLICIES, issues);
  checkEnum(at.child('preemptionPolicy'), spec.preemptionPolicy, PREEMPTION_POLICIES, issues);
  const { name: system } = fields(spec.os);
  if (isMap(spec.os) && text(system) === '') issues.required('K8S_POD', at.child('os', 'name'), 'cannot be empty');
  else if (typeof system === 'string' && system !== 'linux' && system !== 'windows') {
    issues.unsupported('K8S_POD', at.child('os').inside('name'), system, ['linux', 'windows']);
  }
  const deadline = integer(spec.activeDeadlineSeconds);
  if (deadline !== undefined && (deadline < 1 || deadline > MAX_SECONDS)) {
    issues.invalid('K8S_POD', at.child('activeDeadlineSeconds'), deadline, between(1, MAX_SECONDS));
  }
  checkPodSecurityContext(at, spec, issues);
  checkScheduling(at, spec, issues);
  checkNames(at, spec, issues);
  checkDns(at.child('dnsConfig'), spec, issues);
  checkHostAliases(at.child('hostAliases'), spec.hostAliases, issues);
  checkGates(at, spec, options.isPod, issues);
}

function checkEnum(at: At, value: unknown, supported: readonly string[], issues: Issues): void {
  const name = text(value);
  if (name && !supported.includes(name)) issues.unsupported('K8S_POD', at, name, supported);
}

/** Checks the devices that a pod claims, and tells their names. */
function checkClaims(at: At, claims: unknown, issues: Issues): Set<string> {
  const names = new Set<string>();
  for (const [index, claim] of items(claims).entries()) {
    if (!isMap(claim)) continue;
    const place = at.index(index);
    const name = text(claim.name);
    if (name === '') issues.required('K8S_POD', place.child('name'));
    else if (name !== undefined) {
      if (names.has(name)) issues.duplicate('K8S_POD', place.child('name'), name);
      else issues.invalidEach('K8S_POD', place.child('name'), name, dnsLabel(name));
      names.add(name);
    }
    const { resourceClaimName: existing, resourceClaimTemplateName: template } = claim;
    if (!isMissing(existing) && !isMissing(template)) {
      const detail = 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified';
      issues.invalid('K8S_POD', place, claim, detail);
    } else if (isMissing(existing) && isMissing(template)) {
      const detail = 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`';
      issues.invalid('K8S_POD', place, claim, detail);
    }
  }
  return names;
}

/** @see https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config */
function checkDns(at: At, { dnsPolicy, dnsConfig }: Readonly<Record<string, unknown>>, issues: Issues): void {
  const { nameservers, searches, options } = fields(dnsConfig);
  if (dnsPolicy === 'None') {
    if (isMissing(dnsConfig)) {
      issues.required('K8S_POD', at, 'must provide `dnsConfig` when `dnsPolicy` is None');
      return;
    }
    if (items(nameservers).length === 0) {
      const detail = 'must provide at least one DNS nameserver when `dnsPolicy` is None';
      issues.required('K8S_POD', at.child('nameservers'), detail);
      return;
    }
  }
  if (items(nameservers).length > 3) {
    issues.invalid('K8S_POD', at.child('nameservers'), nameservers, 'must not have more than 3 nameservers');
  }
  for (const [index, server] of textItems(nameservers)) {
    if (parseAddress(server) === undefined) {
      issues.invalid('K8S_POD', at.child('nameservers').index(index), server, NOT_AN_ADDRESS);
    }
  }
  if (items(searches).length > 32) {
    issues.invalid('K8S_POD', at.child('searches'), searches, 'must not have more than 32 search paths');
  }
  for (const [index, search] of textItems(searches)) {
    if (search === '.') continue;
    const domain = search.replace(/\.$/, '');
    const place = at.child('searches').index(index);
    issues.invalidEach('K8S_POD', place, domain, dnsSubdomainWithUnderscores(domain));
  }
  for (const [index, option] of items(options).entries()) {
    if (isMap(option) && text(option.name) === '') {
      issues.required('K8S_POD', at.child('options').index(index), 'must not be empty');
    }
  }
}

function checkHostAliases(at: At, aliases: unknown, issues: Issues): void {
  for (const [index, alias] of items(aliases).entries()) {
    if (!isMap(alias)) continue;
    const address = text(alias.ip);
    if (address !== undefined && parseAddress(address) === undefined) {
      issues.invalid('K8S_POD', at.index(index).child('ip'), address, NOT_AN_ADDRESS);
    }
    for (const [nameIndex, name] of textItems(alias.hostnames)) {
      const place = at.index(index).child('hostnames').index(nameIndex);
      issues.invalidEach('K8S_POD', place, name, dnsSubdomain(name));
    }
  }
}

/** Checks what a pod waits for before it is scheduled, and before it is ready. */
function checkGates(at: At, spec: Readonly<Record<string, unknown>>, isPod: boolean, issues: Issues): void {
  for (const [index, gate] of items(spec.readinessGates).entries()) {
    const type = isMap(gate) ? text(gate.conditionType) : undefined;
    const place = at.child('readinessGates').index(index).child('conditionType');
    if (type !== undefined) issues.invalidEach('K8S_POD', place, type, qualifiedName(type));
  }
  const names = new Set<string>();
  for (const [index, gate] of items(spec.schedulingGates).entries()) {
    const name = isMap(gate) ? text(gate.name) : undefined;
    if (name === undefined) continue;
    const place = at.child('schedulingGates').index(index);
    issues.invalidEach('K8S_POD', place, name, qualifiedName(name));
    if (names.has(name)) issues.duplicate('K8S_POD', place, name);
    names.add(name);
  }
  if (isPod && text(spec.nodeName) && names.size > 0) {
    issues.forbidden('K8S_POD', at.child('nodeName'), 'cannot be set until all schedulingGates have been cleared');
  }
}
