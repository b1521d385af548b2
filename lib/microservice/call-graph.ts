import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct, type IConstruct } from 'constructs';
import { type AppliedTogether, checkApp, type Mistake } from '../core/app-check';
import { MeshwrightError } from '../core/errors';
import { AuthorizationAction, AuthorizationPolicy } from '../istio/authorization-policy';
import type { AuthorizationOperation, AuthorizationRule, Identity } from '../istio/authorization-rule';
import { type NonEmpty, nonEmpty } from '../istio/non-empty';
import { EgressHosts, Sidecar } from '../istio/sidecar';
import { ROOT_NAMESPACE } from '../istio/workload-selector';
import { Namespace } from '../kubernetes/namespaces';
import { nativeObject } from '../kubernetes/native';
import { CronJob, Job } from './job';
import type { Microservice } from './microservice';

/** Who calls whom, and for what. */
export interface Call {
  /** Who calls: microservices, gateways, whatever runs as a ServiceAccount. */
  readonly from: Identity | NonEmpty<Identity>;
  /** Who is called. */
  readonly to: Microservice | NonEmpty<Microservice>;
  /**
   * What the call may be for, on the ports of the microservice.
   * @default - everything
   */
  readonly only?: Omit<AuthorizationOperation, 'ports' | 'notPorts'>;
}

/** @see {@link CallGraph} */
export interface CallGraphProps {
  /** All calls that there are. */
  readonly calls: readonly Call[];
  /**
   * Whether the namespaces of those that are called deny what no policy allows, to all their other pods as well.
   * @default true
   */
  readonly denyOthers?: boolean;
  /**
   * Whether the sidecars of the callers know of nothing but whom they call: less memory, faster changes.
   * @default false
   */
  readonly sidecars?: boolean;
  /**
   * Hosts that callers know of beside those that they call, with `sidecars`.
   * @default - those of Istio's own namespace
   */
  readonly reachable?: NonEmpty<EgressHosts>;
  /**
   * Whether NetworkPolicies say the same to the network, for clusters whose network plugin obeys them. They let pods of
   * the callers' namespaces in, by the callers' labels where they are known. What comes from another network comes from
   * its east-west gateway, which they do not know.
   * @default false
   */
  readonly networkPolicies?: boolean;
  /**
   * The waypoint through which all that are called are reached, in ambient mode: it looks at who calls and for what. Their
   * pods take what comes from it, and from gateways and callers with sidecars, which pass it by; a policy `<app>-waypoint`
   * says so. Callers have sidecars if their pods say so, or their `Namespace` in this program.
   * @default - sidecars, or the ztunnels of nodes, look at it
   */
  readonly waypoint?: Identity;
}

/**
 * Who calls whom in a mesh, said once by references: for each microservice that is called an AuthorizationPolicy
 * `<app>-callers`, beside the policy `deny-others` of its namespace.
 *
 * ```ts
 * new CallGraph(this, 'calls', {
 *   calls: [
 *     { from: gateway, to: frontend },
 *     { from: frontend, to: [cart, catalogue] },
 *     { from: checkout, to: cart, only: { methods: ['GET'] } },
 *   ],
 * });
 * ```
 *
 * Callers are known by mutual TLS: both ends need a sidecar or a ztunnel. The policies are objects of the charts of
 * those that are called, wherever the graph itself stands.
 *
 * @throws MeshwrightError when there are no calls, when what is called has no port, and, at the synthesis, when a caller
 * with sidecars may call for some requests `only`, by a waypoint that sidecars go past
 * @see https://istio.io/latest/docs/concepts/security/#authorization-policies
 */
export class CallGraph extends Construct {
  /** Calls that only a waypoint looks at. @internal */
  readonly _restrictedAtWaypoint: readonly { readonly caller: Workload; readonly target: Microservice }[];

  constructor(scope: Construct, id: string, props: CallGraphProps) {
    super(scope, id);
    const { calls, denyOthers = true, sidecars = false, networkPolicies = false, waypoint } = props;
    if (calls.length === 0) throw new MeshwrightError(this, '`calls` is empty: give at least one');
    const callersOf = new Map<Microservice, Allowed[]>();
    const calledBy = new Map<Microservice, Set<Microservice>>();
    for (const { from, to, only } of calls) {
      const callers = (Array.isArray(from) ? from : [from]) as NonEmpty<Identity>;
      const called = (Array.isArray(to) ? to : [to]) as NonEmpty<Microservice>;
      if (callers.length === 0 || called.length === 0) {
        throw new MeshwrightError(this, 'a call needs somebody in `from` and in `to`');
      }
      for (const target of called) {
        callersOf.set(target, [...(callersOf.get(target) ?? []), { from: callers, only }]);
        for (const caller of callers.filter(isMicroservice)) {
          calledBy.set(caller, (calledBy.get(caller) ?? new Set()).add(target));
        }
      }
    }
    this._restrictedAtWaypoint =
      waypoint === undefined
        ? []
        : [...callersOf].flatMap(([target, allowed]) =>
            allowed
              .filter(({ only }) => only !== undefined)
              .flatMap(({ from }) => from.filter(isWorkload).map((caller) => ({ caller, target }))),
          );
    checkApp(this, checkWaypointCallers);
    for (const [target, allowed] of callersOf) {
      const rules = nonEmpty(allowed.map((each) => ruleOf(target, each, waypoint !== undefined)));
      new AuthorizationPolicy(target, 'callers', {
        name: `${target.app}-callers`,
        ...(waypoint === undefined ? { selector: target } : { targetRefs: [target] }),
        action: AuthorizationAction.allow(rules),
      });
      if (waypoint !== undefined) {
        const ports = podPorts(target);
        new AuthorizationPolicy(target, 'waypoint', {
          name: `${target.app}-waypoint`,
          selector: target,
          // Which namespaces have sidecars is known when all are there.
          action: AuthorizationAction._allowWhenWritten(() => [
            { from: [{ serviceAccounts: [waypoint, ...passingBy(allowed)] }], to: [{ ports }] },
          ]),
        });
      }
      if (networkPolicies)
        networkPolicy(
          target,
          allowed.flatMap(({ from }) => from),
        );
    }
    if (denyOthers) this.denyOthers([...callersOf.keys()]);
    if (sidecars) {
      const reachable = props.reachable ?? [EgressHosts.namespace(ROOT_NAMESPACE)];
      for (const [caller, targets] of calledBy) {
        const hosts = nonEmpty([...[...targets].map((target) => EgressHosts.of(target)), ...reachable]);
        new Sidecar(caller, 'reach', {
          name: `${caller.app}-reach`,
          selector: caller,
          egress: [{ hosts }],
        });
      }
    }
  }

  /** A policy that allows nothing, in each namespace once. */
  private denyOthers(targets: readonly Microservice[]): void {
    const charts = new Map<string | undefined, Chart>();
    for (const target of targets) {
      const chart = Chart.of(target);
      if (!charts.has(chart.namespace)) charts.set(chart.namespace, chart);
    }
    for (const [namespace, chart] of charts) {
      new AuthorizationPolicy(this.scopeIn(chart, namespace), 'deny-others', {
        name: 'deny-others',
        action: AuthorizationAction.allowNothing(),
      });
    }
  }

  /** Where an object of another chart is made: below the graph when it is its own, so that two graphs do not meet. */
  private scopeIn(chart: Chart, namespace: string | undefined): Construct {
    return Chart.of(this).namespace === namespace ? this : chart;
  }
}

/** Who may call, and what for. */
interface Allowed {
  readonly from: NonEmpty<Identity>;
  readonly only: Call['only'];
}

/** At a waypoint the policy is for the Service, whose ports are all meant. */
function ruleOf(target: Microservice, { from, only }: Allowed, atWaypoint: boolean): AuthorizationRule {
  const who = { from: [{ serviceAccounts: from }] } as const;
  const ports = podPorts(target);
  if (!atWaypoint) return { ...who, to: [{ ...only, ports }] };
  return only === undefined ? who : { ...who, to: [only as AuthorizationOperation] };
}

function podPorts(target: Microservice): NonEmpty<number> {
  if (target.ports.length === 0) {
    throw new MeshwrightError(target, 'nobody can call it, as it has no port: give it `port`, or leave it out of `to`');
  }
  return nonEmpty([...new Set(target.ports.map(({ targetPort }) => targetPort))]);
}

/** Gateways and sidecars go past waypoints. Where only some requests are allowed nobody may, as nobody else looks at them. */
function passingBy(allowed: readonly Allowed[]): readonly Identity[] {
  return allowed.flatMap(({ from, only }) =>
    only === undefined ? from.filter((caller) => !isWorkload(caller) || hasSidecars(caller)) : [],
  );
}

/** Callers with sidecars, of which only some requests are allowed, by a waypoint that they go past. */
function* checkWaypointCallers({ own }: AppliedTogether): Iterable<Mistake> {
  for (const where of own.filter((construct) => construct instanceof CallGraph)) {
    for (const { caller, target } of where._restrictedAtWaypoint.filter(({ caller }) => hasSidecars(caller))) {
      const message = `'${caller.node.path}' has sidecars, which go past waypoints, so that nobody looks at what it may call '${target.node.path}' for, and every call is denied: put its namespace into ambient mode, or leave out \`only\``;
      yield { where, message };
    }
  }
}

/** A caller whose pods are made here. */
type Workload = Microservice | Job | CronJob;

function isWorkload(caller: Identity): caller is Workload {
  return isMicroservice(caller) || caller instanceof Job || caller instanceof CronJob;
}

/** Whether pods get sidecars, as far as they or their namespace say so in this program. */
function hasSidecars(workload: Workload): boolean {
  const { namespace } = Chart.of(workload);
  const pods = isMicroservice(workload) ? workload.versions : [workload];
  const own = pods.map(({ podLabels }) => podLabels['sidecar.istio.io/inject']);
  if (own.includes('true')) return true;
  if (own.every((value) => value === 'false')) return false;
  return workload.node.root.node
    .findAll()
    .some((each) => each instanceof Namespace && each.name === namespace && each.injectsSidecars);
}

/** What lets the callers of a microservice in, at the network's level, on the ports of its pods. */
function networkPolicy(target: Microservice, callers: readonly Identity[]): void {
  const peers = callers.map((caller) => {
    const namespace = namespaceOf(caller) ?? Chart.of(target).namespace;
    return {
      namespaceSelector:
        namespace === undefined ? undefined : { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
      podSelector: isMicroservice(caller) ? { matchLabels: { ...caller.podSelector } } : {},
    };
  });
  const ports = target.ports.map(({ targetPort, transport }) => ({
    port: k8s.IntOrString.fromNumber(targetPort),
    protocol: transport,
  }));
  nativeObject<k8s.NetworkPolicySpec>(
    target,
    'network',
    k8s.KubeNetworkPolicy,
    { name: `${target.app}-callers` },
    () => ({
      podSelector: { matchLabels: { ...target.podSelector } },
      policyTypes: ['Ingress'],
      ingress: [
        { from: unique(peers), ports },
        // Between ztunnels, and between a sidecar and a ztunnel, everything comes through this port.
        { from: unique(peers), ports: [{ port: k8s.IntOrString.fromNumber(15008), protocol: 'TCP' }] },
      ],
    }),
  );
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

function namespaceOf({ serviceAccount }: Identity): string | undefined {
  const own = serviceAccount.metadata?.namespace;
  if (own !== undefined) return own;
  return Construct.isConstruct(serviceAccount) ? Chart.of(serviceAccount as IConstruct).namespace : undefined;
}

/** By what it has: an identity can be anything that runs as a ServiceAccount. */
function isMicroservice(identity: Identity): identity is Microservice {
  return 'podSelector' in identity && 'versions' in identity;
}
