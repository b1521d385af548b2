import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { WorkloadSelector as Wire } from '../../imports/security.istio.io';
import { MeshwrightError } from '../core/errors';
import { checkSelectingLabels } from './checks';
import type { Host } from './host';
import type { ExcludedBy, NonEmpty } from './non-empty';

/** Where Istio looks for what is for the whole mesh, unless it is configured otherwise. */
export const ROOT_NAMESPACE = 'istio-system';

/** An app, or one version of it: a microservice, for example. */
export interface SelectableApp {
  /** The value of the label `app`. */
  readonly app: string;
  /** The value of the label `version`. @default - all versions */
  readonly version?: string | ((...names: never[]) => unknown);
  /**
   * Labels that all its pods have and no others.
   * @default - `app`, and `version` where it is one
   */
  readonly podSelector?: Readonly<Record<string, string>>;
}

/**
 * The pods that a policy is for, of those in its own namespace.
 *
 * @see https://istio.io/latest/docs/reference/config/type/workload-selector/#WorkloadSelector
 */
export class WorkloadSelector {
  /** Pods of an app, or of one version of it. */
  static app(app: SelectableApp): WorkloadSelector {
    const labels = app.podSelector ?? {
      app: app.app,
      ...(typeof app.version === 'string' && { version: app.version }),
    };
    checkSelectingLabels('WorkloadSelector', 'a selector', labels);
    return new WorkloadSelector(labels, Construct.isConstruct(app) ? app : undefined);
  }

  /** Pods that have all of these labels. */
  static labels(labels: Readonly<Record<string, string>>): WorkloadSelector {
    checkSelectingLabels('WorkloadSelector', 'a selector', labels);
    return new WorkloadSelector(labels);
  }

  private constructor(
    private readonly labels: Readonly<Record<string, string>>,
    private readonly app?: Construct,
  ) {}

  /** The labels that the pods have. */
  get matchLabels(): Readonly<Record<string, string>> {
    return this.labels;
  }

  /** As the API server reads it, for a policy: its selector finds pods of its own namespace. @internal */
  _for(policy: Construct): Wire {
    const own = Chart.of(policy).namespace;
    const theirs = this.app && Chart.of(this.app).namespace;
    // A policy of Istio's root namespace is for pods of all namespaces.
    if (this.app && theirs !== own && own !== ROOT_NAMESPACE) {
      throw new MeshwrightError(
        policy,
        `selects pods of '${this.app.node.path}', which are in namespace ${theirs ?? '(none)'}, but a policy is for pods of its own, ` +
          `${own ?? '(none)'}: move it into a chart of theirs`,
      );
    }
    return this._toWire();
  }

  /** As the API server reads it. @internal */
  _toWire(): Wire {
    return { matchLabels: this.labels };
  }
}

/** Which pods: an app, one version of it, or labels that they all have. */
export type Selectable = WorkloadSelector | SelectableApp | Readonly<Record<string, string>>;

/** What is given, as a selector. Labels that look like an app (`{ app: 'a' }`) mean the same as the app. */
export function selectorOf(where: Construct | string, selectable: Selectable, what = 'the selector'): WorkloadSelector {
  if (selectable instanceof WorkloadSelector) return selectable;
  if (isApp(selectable)) return WorkloadSelector.app(selectable);
  checkSelectingLabels(where, what, selectable);
  return WorkloadSelector.labels(selectable);
}

/** The labels of the pods that are meant. */
export function selectedLabels(
  where: Construct | string,
  selectable: Selectable,
  what?: string,
): Readonly<Record<string, string>> {
  return selectorOf(where, selectable, what).matchLabels;
}

function isApp(selectable: SelectableApp | Readonly<Record<string, string>>): selectable is SelectableApp {
  return Construct.isConstruct(selectable) || typeof selectable.podSelector === 'object';
}

/** A Gateway of the Gateway API, a GatewayClass, a Service or a ServiceEntry that a policy is attached to. */
export interface PolicyTargetReference {
  /** @default - the core group */
  readonly group?: string;
  readonly kind: string;
  readonly name: string;
}

/** What a policy can be attached to, and where it is. */
export interface PolicyTarget extends PolicyTargetReference {
  /** Undefined in charts without a namespace, and for what is in none. */
  readonly namespace: string | undefined;
}

/**
 * Something that a policy can be attached to: a Gateway of the Gateway API, a waypoint, a ServiceEntry; or a Service, by
 * what has one.
 */
export type PolicyTargetOwner = { readonly policyTarget: PolicyTarget } | { readonly host: Host };

/** What a policy is attached to: at least one thing. */
export type PolicyTargets = NonEmpty<PolicyTargetReference | PolicyTargetOwner>;

/** A scope as the API server reads it. */
export function scopeToWire(policy: Construct, { selector, targetRefs }: PolicyScope): AtMostOneScope {
  if (targetRefs !== undefined) {
    if (targetRefs.length > 16) {
      throw new MeshwrightError(policy, `a policy has at most 16 targets, not ${targetRefs.length}: make two of it`);
    }
    return { targetRefs: targetRefs.map((target) => targetToWire(policy, target)) };
  }
  return selector === undefined ? {} : { selector: selectorOf(policy, selector)._for(policy) };
}

/** A target as the API server reads it: it is in the namespace of the policy, or in none. */
function targetToWire(policy: Construct, target: PolicyTargetReference | PolicyTargetOwner): PolicyTargetReference {
  if ('kind' in target) return target;
  const { namespace, ...reference } =
    'policyTarget' in target ? target.policyTarget : serviceTarget(policy, target.host);
  const own = Chart.of(policy).namespace;
  const isElsewhere = reference.kind === 'GatewayClass' ? own !== ROOT_NAMESPACE : namespace !== own;
  if (isElsewhere) {
    const theirs = reference.kind === 'GatewayClass' ? ROOT_NAMESPACE : (namespace ?? '(none)');
    throw new MeshwrightError(
      policy,
      `is attached to ${reference.kind} ${reference.name}, for which policies are in namespace ${theirs}, not in ${own ?? '(none)'}: move it into a chart of that`,
    );
  }
  return reference;
}

function serviceTarget(policy: Construct, { isService, name, namespace }: Host): PolicyTarget {
  if (!isService) throw new MeshwrightError(policy, `${name} is no Service of the cluster: give its ServiceEntry`);
  return { group: '', kind: 'Service', name, namespace };
}

type AtMostOneScope =
  | { readonly selector?: never; readonly targetRefs?: never; readonly targetRef?: never }
  | { readonly selector: Wire; readonly targetRefs?: never; readonly targetRef?: never }
  | { readonly targetRefs: readonly PolicyTargetReference[]; readonly selector?: never; readonly targetRef?: never };

/** What a policy is for: pods by their labels, or what its waypoint or gateway is attached to. */
export type PolicyScope =
  | {
      /** @default - all pods of the namespace; of the mesh, in Istio's root namespace */
      readonly selector?: Selectable;
      readonly targetRefs?: PolicyTargets & ExcludedBy<'selector'>;
    }
  | {
      readonly selector?: Selectable & ExcludedBy<'targetRefs'>;
      /**
       * What the policy is attached to, in the same namespace, 1 to 16: a waypoint or a Gateway of the Gateway API, or a
       * Service whose waypoint enforces it. Sidecars know nothing of it.
       */
      readonly targetRefs: PolicyTargets;
    };
