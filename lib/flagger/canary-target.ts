import { type ApiObject, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type * as wire from '../../imports/flagger.app';
import { MeshwrightError } from '../core/errors';
import { Host } from '../istio/host';
import type { Port } from '../kubernetes/port';

/** What a canary is a new version of: a {@link CanaryWorkload}, or a workload that is made elsewhere. */
export interface CanaryTarget {
  /** The workload, as Flagger finds it. */
  readonly targetRef: wire.LocalObjectReference;
  /** The labels that it selects its pods by; undefined for a Service, which Flagger leaves alone. */
  readonly selector: Readonly<Record<string, string>> | undefined;
  /** The namespace, which must be the canary's; undefined in charts without one. */
  readonly namespace: string | undefined;
  /** The port of the Services that Flagger makes. */
  readonly port: Port;
  /** The Service that callers use. */
  readonly host: Host;
}

/** A workload that is made elsewhere. */
export interface WorkloadTargetProps {
  /** The workload's `metadata.name`. */
  readonly name: string;
  /** The namespace, which must be the canary's. */
  readonly namespace: string;
  /** The labels that it selects its pods by. */
  readonly selector: Readonly<Record<string, string>>;
  /** The port of the Services that Flagger makes, and the one that the container listens on. */
  readonly port: Port;
  /** The name of the Service that callers use. @default - the workload's name */
  readonly serviceName?: string;
}

/** A workload that is described here, such as a version of a microservice. */
export interface DescribedWorkload {
  readonly workload: ApiObject;
  /** The labels that it selects its pods by. */
  readonly selector: Readonly<Record<string, string>>;
}

/** Workloads that are not made for a canary alone. */
export const CanaryTarget = {
  /**
   * A workload that is described here: a version of a microservice without a port, as Flagger makes the Services. For a
   * new app take the `release` of a microservice instead.
   */
  of(
    { workload, selector }: DescribedWorkload,
    { port, serviceName = workload.name }: Pick<WorkloadTargetProps, 'port' | 'serviceName'>,
  ): CanaryTarget {
    const namespace = workload.metadata.namespace ?? Chart.of(workload).namespace;
    const host = Host.service({ name: serviceName, namespace, ports: [port] });
    const { apiVersion, name } = workload;
    return { targetRef: { apiVersion, kind: kindOf(workload), name }, selector, namespace, port, host };
  },

  /** A Deployment. */
  deployment(props: WorkloadTargetProps): CanaryTarget {
    return reference('apps/v1', 'Deployment', props, props.selector);
  },

  /** A DaemonSet. Between two roll-outs it runs on no node. */
  daemonSet(props: WorkloadTargetProps): CanaryTarget {
    return reference('apps/v1', 'DaemonSet', props, props.selector);
  },

  /**
   * A Service `<name>` that leads to the new version, beside `<name>-primary` that leads to the old one. Flagger moves
   * requests, and promotes nothing.
   */
  service(props: Omit<WorkloadTargetProps, 'selector'>): CanaryTarget {
    return reference('v1', 'Service', props, undefined);
  },
} as const;

function kindOf(workload: ApiObject): 'Deployment' | 'DaemonSet' {
  const { kind } = workload;
  if (kind === 'Deployment' || kind === 'DaemonSet') return kind;
  throw new MeshwrightError(workload, `Flagger releases Deployments and DaemonSets, no ${kind}`);
}

function reference(
  apiVersion: string,
  kind: wire.LocalObjectReference['kind'],
  { name, namespace, port, serviceName = name }: Omit<WorkloadTargetProps, 'selector'>,
  selector: Readonly<Record<string, string>> | undefined,
): CanaryTarget {
  const host = Host.service({ name: serviceName, namespace, ports: [port] });
  return { targetRef: { apiVersion, kind, name }, selector, namespace, port, host };
}

/** The labels of which Flagger, unless `-selector-labels` says otherwise, takes the first that the selector has. */
const SELECTOR_LABELS = ['app', 'name', 'app.kubernetes.io/name'] as const;

/**
 * Throws for targets with which no roll-out can work.
 *
 * Flagger copies the target to `<name>-primary`, which it lets select by one label with the value `<value>-primary`; the
 * Services that it makes select by that label too. So the target must select by that label, and by it alone: with
 * more, the Services would also take the pods of other Deployments that share the label, such as other versions.
 */
export function checkTarget(where: Construct, { targetRef, selector, namespace }: CanaryTarget): void {
  const own = Chart.of(where).namespace;
  if (namespace !== own) {
    throw new MeshwrightError(
      where,
      `${targetRef.kind} ${targetRef.name} is in namespace ${namespace ?? '(none)'}, the canary in ${own ?? '(none)'}: Flagger looks in the canary's only, so move one of them`,
    );
  }
  if (targetRef.name.endsWith('-primary')) {
    throw new MeshwrightError(
      where,
      `${targetRef.kind} ${targetRef.name} is named like a copy that Flagger makes: take the original, or rename it`,
    );
  }
  if (selector === undefined) return;
  const keys = Object.keys(selector);
  const known = keys.some((key) => (SELECTOR_LABELS as readonly string[]).includes(key));
  if (!known || keys.length > 1) {
    throw new MeshwrightError(
      where,
      `${targetRef.kind} ${targetRef.name} selects its pods by ${keys.join(', ') || 'nothing'}, but Flagger's copy and Services by one label: ` +
        `let it select by one of ${SELECTOR_LABELS.join(', ')} alone, as a CanaryWorkload does`,
    );
  }
}
