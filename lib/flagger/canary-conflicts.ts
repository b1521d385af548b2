import { ApiObject, Chart } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { StandaloneChart } from '../core/standalone-chart';
import { AuthorizationPolicy } from '../istio/authorization-policy';
import { DestinationRule } from '../istio/destination-rule';
import { isMesh } from '../istio/gateway-reference';
import type { Host } from '../istio/host';
import { VirtualService } from '../istio/virtual-service';
import { ROOT_NAMESPACE } from '../istio/workload-selector';
import { isVersion } from '../microservice/pods';
import type { CanaryProps } from './canary-props';
import type { CanaryTarget } from './canary-target';

/** A canary, as others see it. */
export interface CanaryLike extends Construct {
  readonly target: CanaryTarget;
}

/** What would be applied together with a canary and does not get along with it. */
export function* canaryConflicts(canary: CanaryLike, props: CanaryProps): Iterable<string> {
  const present = appliedWith(canary);
  for (const other of present) {
    yield* sameTarget(canary, other);
    yield* ownedByFlagger(canary, other);
  }
  if (props.provider === 'kubernetes') return;
  const { gateways, delegation } = props.service ?? {};
  if (gateways !== undefined && !gateways.some(isMesh)) yield* callersInTheMesh(canary, props, present);
  else if (delegation !== true) for (const other of present) yield* sameHost(canary, other);
}

function* sameTarget(canary: CanaryLike, other: IConstruct): Iterable<string> {
  if (other === canary || !isCanary(other) || other.target.namespace !== canary.target.namespace) return;
  const { targetRef, host } = canary.target;
  const { targetRef: theirs, host: theirHost } = other.target;
  if (theirs.name === targetRef.name && theirs.kind === targetRef.kind) {
    yield `canary ${other.node.path} has the same target, ${targetRef.name}: keep one of the two`;
  } else if (theirHost.name === host.name) {
    yield `canary ${other.node.path} has the same Service, ${host.name}: give one another serviceName`;
  }
}

function isCanary(construct: IConstruct): construct is CanaryLike {
  return 'target' in construct && 'targetRef' in (construct as CanaryLike).target;
}

function* ownedByFlagger({ target: { host, targetRef, namespace } }: CanaryLike, other: IConstruct): Iterable<string> {
  if (!ApiObject.isApiObject(other) || other.metadata.namespace !== namespace) return;
  const { kind, name } = other;
  const services = [host.name, `${host.name}-primary`, `${host.name}-canary`];
  const owned =
    (['Service', 'DestinationRule'].includes(kind) && services.includes(name)) ||
    (kind === 'VirtualService' && name === host.name);
  // A canary of Services works with Services that are there.
  if (owned && !(kind === 'Service' && targetRef.kind === 'Service' && name !== host.name)) {
    yield `${kind} ${name} (${other.node.path}) is one that Flagger makes and owns: leave it out`;
  }
}

/** Rules for the Service that callers use, which Flagger's own VirtualService routes away from. */
function* sameHost({ target: { host } }: CanaryLike, other: IConstruct): Iterable<string> {
  if (other instanceof VirtualService && !other._binding.isOfGatewaysOnly) {
    if (!other._binding.owners.some((owner) => owner.equals(host))) return;
    yield `VirtualService '${other.node.path}' is for host ${host.fullName}, for which Flagger makes one of its own: sidecars ` +
      'follow the older of the two alone; leave it out and say it by `service`, or let it delegate, with `service: { delegation: true }`';
  } else if (other instanceof DestinationRule && other.host.equals(host) && other._selectedLabels === undefined) {
    yield `DestinationRule '${other.node.path}' is for host ${host.fullName}, and Flagger's VirtualService sends all its requests to ` +
      `${host.name}-primary and ${host.name}-canary: it has no effect; say it by \`service.trafficPolicy\``;
  }
}

/** Requests from within the mesh, for a canary that only what comes through gateways is shared out to. */
function* callersInTheMesh(
  { target }: CanaryLike,
  { webhooks = [] }: CanaryProps,
  present: readonly IConstruct[],
): Iterable<string> {
  const { host } = target;
  const callers = [
    ...webhooks
      .filter((webhook) => webhook._texts.some((text) => asks(text, host)))
      .map(({ name }) => `webhook "${name}"`),
    ...present.filter((each) => callsBy(each, host)).map(({ node }) => `'${node.path}'`),
    ...present.flatMap((each) => allowedBy(each, target)),
  ];
  if (callers.length === 0) return;
  yield `is for what comes through gateways alone, and ${callers.join(', ')} ${callers.length === 1 ? 'asks' : 'ask'} ${host.fullName} from ` +
    'within the mesh, which passes by the canary: add MESH to `service.gateways`';
}

function callsBy(construct: IConstruct, host: Host): boolean {
  if (construct instanceof VirtualService) {
    return !construct._binding.isOfGatewaysOnly && construct._destinations.some((each) => each.equals(host));
  }
  return isVersion(construct) && construct._texts.some((text) => asks(text, host));
}

/** Accounts of the mesh that a policy lets ask the pods of a target; gateways have theirs in Istio's namespace. */
function allowedBy(construct: IConstruct, { selector, namespace }: CanaryTarget): string[] {
  if (!(construct instanceof AuthorizationPolicy) || construct._action._name !== 'ALLOW' || selector === undefined)
    return [];
  const labels = construct._selectedLabels;
  const isOf = ([key, value]: [string, string]) => selector[key] === value || `${selector[key]}-primary` === value;
  if (labels === undefined || Chart.of(construct).namespace !== namespace || !Object.entries(labels).every(isOf))
    return [];
  const accounts = construct._action._rules.flatMap(
    ({ from }) => from?.flatMap(({ serviceAccounts }) => serviceAccounts ?? []) ?? [],
  );
  return accounts
    .map(({ serviceAccount }) => serviceAccount)
    .filter(({ metadata }) => (metadata?.namespace ?? namespace) !== ROOT_NAMESPACE)
    .map(({ name }) => `ServiceAccount ${name} (${construct.node.path})`);
}

/** Whether a text has the address of a Service in it: `http://ad.weather:3003/ad`, `ad:3003`. */
function asks(text: string, { name, namespace }: Host): boolean {
  const within = namespace === undefined ? '' : `(\\.${namespace}(\\.svc(\\.cluster\\.local)?)?)?`;
  return new RegExp(`(?:\\/\\/${name}${within}|(?:^|[\\s,;=@])${name}${within}:\\d+)(?=[:/?\\s'",;]|$)`).test(text);
}

/** The constructs of the same file for something that is applied alone, of the whole steady state otherwise. */
function appliedWith(construct: Construct): IConstruct[] {
  const chart = Chart.of(construct);
  return StandaloneChart.isStandaloneChart(chart) ? chart.node.findAll() : steadyState(construct.node.root);
}

function steadyState(construct: IConstruct): IConstruct[] {
  if (StandaloneChart.isStandaloneChart(construct)) return [];
  return [construct, ...construct.node.children.flatMap(steadyState)];
}
