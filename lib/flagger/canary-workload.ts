import { ApiObject, Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import type * as wire from '../../imports/flagger.app';
import { MeshwrightError } from '../core/errors';
import { checkDnsLabel, checkServiceName } from '../core/names';
import { Host } from '../istio/host';
import type { NamedObject } from '../kubernetes/mount';
import type { Port } from '../kubernetes/port';
import { MicroserviceVersion, type VersionSettings } from '../microservice/microservice-version';
import type { CanaryTarget } from './canary-target';

/** @see https://docs.flagger.app/usage/how-it-works#canary-target */
export interface CanaryWorkloadProps extends Omit<VersionSettings, 'replicas'> {
  /** The image, with a tag other than `latest` or with a digest. Another one starts a roll-out. */
  readonly image: string;
  /** The port of the Services that Flagger makes, and the one that the container listens on. */
  readonly port: Port;
  /** The name of the Service that callers use, which Flagger makes. @default - the id */
  readonly serviceName?: string;
  /** A ServiceAccount that is there already. @default - one of its own, named like the workload */
  readonly serviceAccount?: NamedObject;
}

/**
 * An app that Flagger rolls out: a Deployment and its ServiceAccount. The id is the name of both.
 *
 * Unlike a `Microservice` it has one version at a time, whose Deployment selects by `app` alone, and no Service,
 * because the Services `<name>`, `<name>-primary` and `<name>-canary` are Flagger's. The Deployment does not say how
 * many pods there are: Flagger scales it to 0 between two roll-outs, and applying it again must not undo that. Pods
 * that serve are those of Flagger's copy and have the label `app: <name>-primary`, so there is no property `app` to
 * select by.
 *
 * @see https://docs.flagger.app/usage/how-it-works#canary-target
 */
export class CanaryWorkload extends Construct implements CanaryTarget {
  readonly targetRef: wire.LocalObjectReference;
  readonly selector: Readonly<Record<string, string>>;
  readonly namespace: string | undefined;
  readonly port: Port;
  /** The ServiceAccount, which is the identity of both the old version's pods and the new one's. */
  readonly serviceAccount: NamedObject;
  readonly deployment: ApiObject;
  /** The Service that callers use. */
  readonly host: Host;
  /** The Service that leads to the old version alone. */
  readonly primaryHost: Host;
  /** The Service that leads to the new version alone, for tests. */
  readonly canaryHost: Host;

  constructor(scope: Construct, id: string, props: CanaryWorkloadProps) {
    super(scope, id);
    const { port, serviceName = id, serviceAccount, ...version } = props;
    checkDnsLabel(this, 'id', id);
    checkServiceName(this, serviceName);
    this.namespace = Chart.of(this).namespace;
    this.selector = { app: id };
    this.port = port;
    this.targetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: id };
    const host = (name: string) => Host.service({ name, namespace: this.namespace, ports: [port] });
    this.host = host(serviceName);
    this.primaryHost = host(`${serviceName}-primary`);
    this.canaryHost = host(`${serviceName}-canary`);
    this.serviceAccount =
      serviceAccount ??
      new ApiObject(this, 'ServiceAccount', { ...k8s.KubeServiceAccount.GVK, metadata: { name: id } });
    this.deployment = MicroserviceVersion._of(
      this,
      'Deployment',
      { ...version, deploymentName: id, replicas: 'autoscaled' },
      {
        app: id,
        version: '',
        selector: this.selector,
        serviceAccountName: this.serviceAccount.name,
        ports: [port],
        host: () => this.host,
        subset: () => {
          throw new MeshwrightError(this, 'a canary has no subsets: route to `host`, `primaryHost` or `canaryHost`');
        },
      },
    ).deployment;
  }
}
