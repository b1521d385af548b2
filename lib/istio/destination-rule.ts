import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import * as wire from '../../imports/networking.istio.io';
import { checkApp } from '../core/app-check';
import { type Named, nameOf } from '../core/named';
import { checkDnsLabel } from '../core/names';
import { checkExportTo, checkSelectingLabels, visibleNamespaces } from './checks';
import { type Claim, type Claimant, checkClaims } from './conflicts';
import { Subset } from './destination';
import type { Host } from './host';
import type { NonEmpty } from './non-empty';
import { type ObjectProps, objectMetadata } from './object-props';
import { RuleContext } from './rule-context';
import { warnOfSharedLimits } from './shared-target-port';
import { type TrafficPolicy, trafficPolicyToWire } from './traffic-policy';
import { type Selectable, selectorOf } from './workload-selector';

/** Which pods of the host a subset has, and what applies to requests to them. */
export interface SubsetProps {
  /**
   * Labels that the pods have, all of them.
   * @default - all pods: a subset that only has a policy of its own
   */
  readonly labels?: Readonly<Record<string, string>>;
  /** Replaces, setting by setting, what is said for the whole host. */
  readonly trafficPolicy?: TrafficPolicy;
  /**
   * `'elsewhere'` for pods that this app does not describe, such as those of a version that a scenario or another
   * repository brings: nobody looks for them here.
   * @default - among the pods of the host, where they are described here
   */
  readonly pods?: 'elsewhere';
}

/**
 * What a {@link DestinationRule} says of a host.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#DestinationRule
 */
export interface DestinationRuleProps<HostName extends string = string, SubsetName extends string = string>
  extends ObjectProps {
  /** The host, or whatever has one. */
  readonly host: { readonly host: Host<HostName> };
  /** What applies to requests to the host. @default - as the mesh is configured */
  readonly trafficPolicy?: TrafficPolicy;
  /** Parts of the host's pods that routes can name. @default - none */
  readonly subsets?: Readonly<Record<SubsetName, SubsetProps>>;
  /**
   * The namespaces that see it: names, `.` for its own, `*` for all.
   * @default - as the mesh is configured, usually all
   */
  readonly exportTo?: NonEmpty<string | Named>;
  /**
   * The pods that send the requests, in the rule's own namespace.
   * @default - all pods
   */
  readonly workloadSelector?: Selectable;
}

/**
 * What applies to requests to a host, after they have been routed; and the subsets of the host that routes can name.
 *
 * @throws MeshwrightError when a subset's name is no DNS label, labels are none that a pod can have, or a policy
 *   contradicts itself
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/
 */
export class DestinationRule<const HostName extends string = string, const SubsetName extends string = never>
  extends Construct
  implements Claimant
{
  readonly host: Host<HostName>;
  /** @internal */
  readonly _claim: Claim;
  /** Of the pods whose requests it is for. @internal */
  readonly _selectedLabels: Readonly<Record<string, string>> | undefined;
  /** The labels of the subsets whose pods are described here, by their names. @internal */
  readonly _subsetLabels: ReadonlyMap<string, Readonly<Record<string, string>>>;
  private readonly subsets: ReadonlyMap<string, Subset<HostName>>;

  constructor(scope: Construct, id: string, props: DestinationRuleProps<HostName, SubsetName>) {
    super(scope, id);
    const context = new RuleContext(this, Chart.of(this).namespace);
    this.host = props.host.host;
    const subsets = Object.entries<SubsetProps>(props.subsets ?? {});
    for (const [name, { labels }] of subsets) {
      checkDnsLabel(this, 'subset', name);
      if (labels) checkSelectingLabels(this, `subset "${name}"`, labels);
    }
    const clients = props.workloadSelector && selectorOf(this, props.workloadSelector, 'workloadSelector');
    if (
      props.workloadSelector &&
      props.exportTo?.map(nameOf).some((namespace) => namespace !== '.' && namespace !== context.namespace)
    ) {
      throw context.error('workloadSelector selects pods of the own namespace: leave exportTo out, or give ["."]');
    }
    // Sidecars of another namespace do not see it as theirs.
    if (!props.workloadSelector && this.host.namespace === context.namespace) {
      warnOfSharedLimits(this.host.ports, props.trafficPolicy, context);
    }
    this.subsets = new Map(subsets.map(([name]) => [name, new Subset(this.host, name)]));
    this._selectedLabels = clients?.matchLabels;
    const here = subsets.filter(([, { pods }]) => pods !== 'elsewhere');
    this._subsetLabels = new Map(here.map(([name, { labels = {} }]) => [name, labels]));
    this._claim = claimOf(this.host, this._selectedLabels, props.exportTo, context);
    checkApp(this, checkClaims);
    new wire.DestinationRule(this, 'Resource', {
      metadata: objectMetadata(this, props),
      spec: {
        host: context.hostName(this.host),
        trafficPolicy: props.trafficPolicy && trafficPolicyToWire(this.node.path, props.trafficPolicy),
        subsets:
          subsets.length === 0
            ? undefined
            : subsets.map(([name, { labels, trafficPolicy }]) => ({
                name,
                labels,
                trafficPolicy: trafficPolicy && trafficPolicyToWire(`${this.node.path}/${name}`, trafficPolicy),
              })),
        exportTo: checkExportTo(this, props.exportTo, context.namespace),
        workloadSelector: clients?._for(this),
      },
    });
  }

  /**
   * A subset, for routes.
   *
   * @throws MeshwrightError when there is none of this name, which the type allows for no name known to the compiler
   */
  subset(name: SubsetName): Subset<HostName> {
    const subset = this.subsets.get(name);
    if (subset) return subset;
    const names = [...this.subsets.keys()].join(', ') || 'none';
    throw new RuleContext(this, undefined).error(`no subset "${name}": there is ${names}`);
  }
}

/** Of several in one namespace Istio makes one, with the policy of the oldest and the subsets of all. */
function claimOf(
  host: Host,
  labels: Readonly<Record<string, string>> | undefined,
  exportTo: DestinationRuleProps['exportTo'],
  { namespace }: RuleContext,
): Claim {
  const clients = JSON.stringify(Object.entries(labels ?? {}).sort());
  return {
    kind: 'DestinationRule',
    keys: [
      {
        key: `${namespace} ${clients} ${host.fullName}`,
        what: `host ${host.fullName}${labels === undefined ? '' : ' and the same clients'}`,
      },
    ],
    visibleIn: visibleNamespaces(exportTo, namespace),
    consequence:
      'Istio takes the policy of the older one alone; put everything into one, of a microservice by its prop `destinationRule`',
  };
}
