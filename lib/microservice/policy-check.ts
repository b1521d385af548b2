import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { AppliedTogether, Mistake } from '../core/app-check';
import { AuthorizationPolicy } from '../istio/authorization-policy';
import type { AuthorizationRule } from '../istio/authorization-rule';
import { PeerAuthentication } from '../istio/peer-authentication';
import { seenOf } from '../istio/port-protocols';
import { ROOT_NAMESPACE } from '../istio/workload-selector';
import { isSlip } from '../kube/suggestion';
import { hasLabels, isVersion, othersHave, type VersionOfApp, versionsByNamespace } from './pods';

/** A policy, or something else that is for pods with some labels of its own namespace. */
interface Selecting extends IConstruct {
  /** @internal */
  readonly _selectedLabels: Readonly<Record<string, string>> | undefined;
}

function isSelecting(construct: IConstruct): construct is Selecting {
  return '_selectedLabels' in construct;
}

/** Policies whose selector misses the pods that it is meant for, and conditions that these pods never meet. */
export function* checkPolicies(together: AppliedTogether): Iterable<Mistake> {
  const policies = together.own.filter(isSelecting).filter(({ _selectedLabels }) => _selectedLabels !== undefined);
  if (policies.length === 0) return;
  const { present } = together;
  const apps = versionsByNamespace(present);
  for (const policy of policies) {
    const { namespace } = Chart.of(policy);
    const labels = policy._selectedLabels;
    if (labels === undefined || namespace === ROOT_NAMESPACE) continue;
    const versions = apps.get(namespace) ?? [];
    const selected = versions.filter(({ podLabels }) => hasLabels(podLabels, labels));
    if (selected.length === 0) {
      if (!othersHave(present, namespace, labels)) yield* missed(policy, labels, versions, present);
    } else {
      for (const message of problemsOf(policy, selected)) yield { where: policy, message };
    }
  }
}

/** What is nearly there is misspelt; of what is not there at all, others may have made the pods. */
function* missed(
  where: Selecting,
  labels: Readonly<Record<string, string>>,
  versions: readonly VersionOfApp[],
  present: readonly IConstruct[],
): Iterable<Mistake> {
  const { app, version } = labels;
  if (app === undefined) return;
  const text = Object.entries(labels)
    .map((pair) => pair.join('='))
    .join(', ');
  const nothing = `selects pods with ${text}, which no pod of namespace ${Chart.of(where).namespace ?? '(none)'} has: `;
  const own = versions.filter((each) => each.app === app);
  if (own.length > 0) {
    const known = own.flatMap((each) => (each.version === '' ? [] : [each.version]));
    const what =
      version === undefined || known.includes(version) ? 'labels' : `versions (${known.join(', ') || 'none'})`;
    yield {
      where,
      message: `${nothing}${app} has other ${what}; give WorkloadSelector.app(…) the app, or its version`,
    };
    return;
  }
  const apps = versions.map((each) => each.app);
  const near = apps.find((each) => isSlip(app, each));
  if (near !== undefined && !apps.some((each) => app === `${each}-primary`)) {
    yield { where, message: `${nothing}did you mean app=${near}? WorkloadSelector.app(…) takes the app itself` };
    return;
  }
  const elsewhere = present.find((each) => isVersion(each) && each.app === app);
  if (elsewhere !== undefined && near === undefined && versions.length > 0) {
    const namespace = Chart.of(elsewhere).namespace ?? '(none)';
    yield { where, message: `${nothing}${app} is in namespace ${namespace}; move the policy into a chart of that one` };
  }
}

function* problemsOf(policy: IConstruct, selected: readonly VersionOfApp[]): Iterable<string> {
  if (policy instanceof PeerAuthentication) yield* portProblems(policy._ports, selected);
  if (!(policy instanceof AuthorizationPolicy)) return;
  for (const rule of policy._action._rules) {
    yield* portProblems(portsOf(rule), selected);
    yield* protocolProblems(rule, policy._action._name, selected);
  }
}

/** A policy compares the port that a container listens on, not that of the Service. */
function* portProblems(ports: readonly number[], selected: readonly VersionOfApp[]): Iterable<string> {
  for (const port of new Set(ports)) {
    if (selected.some((version) => version.ports.some(({ targetPort }) => targetPort === port))) continue;
    for (const { app, ports: known } of selected) {
      const service = known.find(({ number }) => number === port);
      if (service === undefined) continue;
      yield `port ${port} is that of the Service of ${app}, and policies compare the port that its pods listen on, which is ` +
        `${service.targetPort}: give ${service.targetPort}`;
      break;
    }
  }
}

function portsOf(rule: AuthorizationRule): number[] {
  const { to, when } = partsOf(rule);
  const conditions = when.filter(({ key }) => key === 'destination.port');
  return [
    ...to.flatMap(({ ports = [], notPorts = [] }) => [...ports, ...notPorts]),
    ...conditions.flatMap(({ values = [], notValues = [] }) => [...values, ...notValues].map(Number)),
  ];
}

/** The lists of a rule, which are not there rather than empty. */
function partsOf({ from, to, when }: AuthorizationRule) {
  const list = <T>(items: readonly T[] | undefined): readonly T[] => items ?? [];
  return { from: list(from), to: list(to), when: list(when) };
}

const OF_HTTP = ['hosts', 'notHosts', 'methods', 'notMethods', 'paths', 'notPaths'] as const;
const OF_TOKENS = ['requestPrincipals', 'notRequestPrincipals'] as const;

/** Conditions on requests, for pods whose sidecars see connections alone. */
function* protocolProblems(
  rule: AuthorizationRule,
  action: string,
  selected: readonly VersionOfApp[],
): Iterable<string> {
  const { from, to, when } = partsOf(rule);
  const everywhere = [
    ...from.flatMap((source) => OF_TOKENS.filter((name) => source[name] !== undefined)),
    ...when.flatMap(({ key }) => (key.startsWith('request.') ? [key] : [])),
  ];
  const operations =
    to.length === 0
      ? [{ ports: undefined, names: everywhere }]
      : to.map((operation) => ({
          ports: operation.ports,
          names: [...everywhere, ...OF_HTTP.filter((name) => operation[name] !== undefined)],
        }));
  for (const { ports, names } of operations) {
    const [name] = names;
    if (name === undefined) continue;
    const concerned = selected.flatMap((version) =>
      version.ports.filter(({ targetPort }) => ports === undefined || ports.includes(targetPort)),
    );
    if (concerned.length === 0 || concerned.some((port) => (seenOf(port) ?? 'HTTP') === 'HTTP')) continue;
    const listed = [...new Set(concerned.map((port) => `${port.targetPort} (${port.protocol})`))].join(', ');
    const effect =
      action === 'ALLOW'
        ? 'the rule allows nothing there'
        : 'Istio leaves the condition out there, and the rule is for every connection';
    yield `${name} is a condition of HTTP, and the pods of ${selected[0]?.app} are asked over ${listed}, of which a sidecar sees connections alone: ` +
      `${effect}; use identities, namespaces, addresses and ports`;
    return;
  }
}
