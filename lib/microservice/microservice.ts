import { ApiObject, Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { checkApp } from '../core/app-check';
import { MeshwrightError } from '../core/errors';
import { checkAnnotations, checkDnsLabel, checkLabels, checkServiceName } from '../core/names';
import type { Identity } from '../istio/authorization-rule';
import type { Destination, Subset } from '../istio/destination';
import type { DestinationOptions } from '../istio/destination-options';
import { DestinationRule } from '../istio/destination-rule';
import type { WeightedHost } from '../istio/host';
import { Host } from '../istio/host';
import type { ServiceAddress } from '../istio/service-address';
import type { Port } from '../kubernetes/port';
import { createService, portList } from '../kubernetes/service';
import { waypointLabels } from '../kubernetes/waypoint-reference';
import type {
  ExistingApp,
  MicroserviceBaseProps,
  MicroserviceDestinationRuleProps,
  MicroserviceProps,
} from './microservice-props';
import { MicroserviceVersion, type MicroserviceVersionProps, type VersionSettings } from './microservice-version';
import type { Release } from './release';
import { checkSubsets } from './subset-check';

/** A label of all pods of a released app: `app` is not the same for those that Flagger copies. */
const RELEASED_APP = 'meshwright.dev/app';

/**
 * An app and its versions: a ServiceAccount, a Service, a hardened Deployment for each version and a DestinationRule
 * with a subset for each version. The id is the app's name and the value of the label `app`.
 *
 * Selectors are derived from the pods' labels, so none selects nothing: the Service takes the pods of all versions
 * (`app`), each Deployment those of its own (`app`, `version`).
 *
 * ```ts
 * const reviews = new Microservice(this, 'reviews', {
 *   port: Port.http(9080),
 *   versions: { v1: { image: 'example.com/reviews:1.0.0' }, v2: { image: 'example.com/reviews:2.0.0' } },
 * });
 * HttpAction.split([reviews.version('v1').weighted(80), reviews.version('v2').weighted(20)]);
 * ```
 *
 * @see https://istio.io/latest/docs/ops/deployment/application-requirements/
 */
export class Microservice<
    const Id extends string = string,
    const Version extends string = string,
    const ServiceName extends string = Id,
  >
  extends Construct
  implements Destination<ServiceName>
{
  /** The value of the label `app`. */
  readonly app: Id;
  /** The ports of the Service, none for an app without one. */
  readonly ports: readonly Port[];
  /** Its identity: an object of its own, or the account of the namespace. */
  readonly serviceAccount: Identity['serviceAccount'];

  /** What the Service selects by; undefined without one. @internal */
  readonly _serviceSelector: Readonly<Record<string, string>> | undefined;

  /** Labels that all pods of the microservice have and no others, whoever releases it. */
  readonly podSelector: Readonly<Record<string, string>>;

  private readonly serviceObject: ApiObject | undefined;
  private readonly serviceHost: Host<ServiceName> | undefined;
  private readonly subsets: ReadonlyMap<string, Subset<ServiceName>>;
  private readonly versionByName: ReadonlyMap<string, MicroserviceVersion<ServiceName>>;

  constructor(scope: Construct, id: Id, props: MicroserviceProps<Version, ServiceName>) {
    super(scope, id);
    this.app = id;
    checkDnsLabel(this, 'id', id);
    const ports = portList(this, props);
    this.ports = ports;

    this.serviceAccount = this.account(props);

    const hasSelected = props.existing?.labels !== 'given';
    if (ports.length > 0) {
      // Without `serviceName`, its type is that of the id: the default of the type parameter.
      const name = props.serviceName ?? (id as string as ServiceName);
      if (props.release === undefined) {
        this.serviceObject = createService(this, 'Service', {
          name,
          labels: {
            ...props.serviceLabels,
            ...waypointLabels(this, 'Service', props.waypoint, Chart.of(this).namespace),
            ...(hasSelected && this.selectorOfService(props.existing)),
          },
          annotations: props.serviceAnnotations,
          ports,
          selector: this.selectorOfService(props.existing),
          type: props.serviceType,
          others: props.service,
        });
        this._serviceSelector = this.selectorOfService(props.existing);
        checkApp(this, checkSubsets);
      } else {
        checkServiceName(this, name);
      }
      this.serviceHost = Host.service({ name, namespace: Chart.of(this).namespace, ports });
    } else if (props.serviceName !== undefined || props.destinationRule !== undefined || props.release !== undefined) {
      throw new MeshwrightError(
        this,
        'without a port there is no Service: give `port`, or leave out `serviceName`, `destinationRule` and `release`',
      );
    }
    this.podSelector = props.release === undefined ? (props.existing?.selector ?? { app: id }) : { [RELEASED_APP]: id };

    const settings = Object.entries(props.versions as Readonly<Record<string, MicroserviceVersionProps>>);
    if (settings.length === 0) throw new MeshwrightError(this, '`versions` is empty: give at least one');
    this.checkExisting(props);
    this.versionByName = new Map(
      settings.map(([version, own]) => [
        version,
        MicroserviceVersion._of(this, version, this.released(merge(props.defaults ?? {}, own), props), {
          app: id,
          version,
          selector: props.release ? { app: id } : props.existing?.selector,
          podSelector: props.release && this.podSelector,
          isExisting: props.existing !== undefined,
          hasSelected,
          name: props.existing?.selector && id,
          serviceAccountName: props.serviceAccount === 'default' ? undefined : this.serviceAccount.name,
          ports,
          serviceName: this.serviceObject?.name,
          ownService: props.versionServices ? `${props.serviceName ?? id}-${version}` : undefined,
          host: () => this.host,
          subset: () => this.subsetOf(version),
        }),
      ]),
    );
    this.checkDeploymentNames();
    this.checkServiceSelector();
    if (props.release !== undefined) this.release(props.release);

    this.subsets =
      this.serviceHost &&
      props.release === undefined &&
      props.destinationRule !== 'none' &&
      (settings.length > 1 || props.destinationRule !== undefined)
        ? this.createDestinationRule(this.serviceHost, props.destinationRule ?? {})
        : new Map();
  }

  /**
   * The Service, as routes name it.
   *
   * @throws when the microservice has no port and so no Service
   */
  get host(): Host<ServiceName> {
    return this.serviceHost ?? this.failWithoutService();
  }

  /**
   * Where the Service answers, for environment variables of others: `ratings:9080`, with the namespace where the reader
   * is in another.
   *
   * @throws when the microservice has no port and so no Service
   */
  get address(): ServiceAddress {
    return this.host.address;
  }

  /**
   * The Service.
   *
   * @throws when the microservice has no port and so no Service, or a release that makes it
   */
  get service(): ApiObject {
    if (this.serviceHost !== undefined && this.serviceObject === undefined) {
      this.fail('the Service is made by who releases it, and no object of this app: take `host`');
    }
    return this.serviceObject ?? this.failWithoutService();
  }

  /** All versions, in the order in which they are given. */
  get versions(): readonly MicroserviceVersion<ServiceName>[] {
    return [...this.versionByName.values()];
  }

  /** One version: its Deployment, and a destination for routes. */
  version(version: Version): MicroserviceVersion<ServiceName> {
    const found = this.versionByName.get(version);
    if (!found) {
      const known = [...this.versionByName.keys()].map((name) => `"${name}"`).join(', ');
      throw new MeshwrightError(this, `there is no version "${version}": the versions are ${known}`);
    }
    return found;
  }

  /** The pods of all versions with a share of the requests, relative to the sum of all shares. */
  weighted(weight: number, options: DestinationOptions = {}): WeightedHost<ServiceName> {
    return this.host.weighted(weight, options);
  }

  /** Adds a label to the pods of all versions. It does not become part of a Deployment's selector. */
  addPodLabel(key: string, value: string): void {
    for (const version of this.versions) version.addPodLabel(key, value);
  }

  /** A version as who releases it wants it: selected by one label, with a number of pods that the manifest leaves open. */
  private released(
    version: MicroserviceVersionProps,
    {
      release,
      versions,
      destinationRule,
      serviceType,
      versionServices,
      waypoint,
    }: MicroserviceProps<Version, ServiceName>,
  ): MicroserviceVersionProps {
    if (release === undefined) return version;
    if (waypoint !== undefined) {
      this.fail('the Services of a released version are made by who releases it: give the waypoint to the namespace');
    }
    if (versionServices) {
      this.fail('the Services of a released version are made by who releases it: leave `versionServices` out');
    }
    const names = Object.keys(versions);
    if (names.length > 1) {
      this.fail(`a release has one version at a time, not ${names.join(', ')}: the next one takes its place`);
    }
    if (destinationRule !== undefined || serviceType !== undefined) {
      this.fail('the Service and its DestinationRule are made by who releases it: give `service` to the release');
    }
    if (typeof version.replicas === 'number') {
      this.fail('who releases it says how many pods there are: leave `replicas` out, or give `autoscaling`');
    }
    const podLabels = { version: names[0] as string, [RELEASED_APP]: this.app, ...version.podLabels };
    return { deploymentName: this.app, ...version, replicas: 'autoscaled', podLabels };
  }

  private release(release: Release): void {
    const [version] = this.versions;
    const [first, ...others] = this.ports;
    if (version === undefined || first === undefined) return;
    const { workload, selector, autoscaler } = version;
    const { namespace } = Chart.of(this);
    const ports = [first, ...others] as const;
    release._release(this, { app: this.app, namespace, ports, host: this.host, workload, selector, autoscaler });
  }

  private account(
    props: Pick<
      MicroserviceBaseProps<Version>,
      'serviceAccount' | 'serviceAccountName' | 'serviceAccountLabels' | 'serviceAccountAnnotations'
    >,
  ): Identity['serviceAccount'] {
    const { serviceAccount = 'own', serviceAccountName = this.app } = props;
    const { serviceAccountLabels: labels, serviceAccountAnnotations: annotations } = props;
    if (serviceAccount !== 'own') {
      if (props.serviceAccountName !== undefined || labels !== undefined || annotations !== undefined) {
        const whose =
          serviceAccount === 'default' ? 'the account of the namespace' : 'an account that is made elsewhere';
        this.fail(
          `${whose} is as it is: leave out \`serviceAccountName\`, \`serviceAccountLabels\` and \`serviceAccountAnnotations\``,
        );
      }
      const name = serviceAccount === 'default' ? 'default' : serviceAccount.name;
      return { name, metadata: { namespace: Chart.of(this).namespace } };
    }
    checkDnsLabel(this, 'name of the ServiceAccount', serviceAccountName);
    checkLabels(this, labels ?? {});
    checkAnnotations(this, annotations ?? {});
    return new ApiObject(this, 'ServiceAccount', {
      ...k8s.KubeServiceAccount.GVK,
      metadata: { name: serviceAccountName, labels, annotations },
    });
  }

  private selectorOfService(existing: ExistingApp | undefined): Readonly<Record<string, string>> {
    return existing?.serviceSelector ?? existing?.selector ?? { app: this.app };
  }

  private checkExisting({ existing, release, versions }: MicroserviceProps<Version, ServiceName>): void {
    if (existing === undefined) return;
    const names = Object.keys(versions);
    if (existing.selector !== undefined && names.length > 1) {
      this.fail(`\`existing.selector\` is that of an only version, and there are ${names.join(', ')}`);
    }
    if (release !== undefined) this.fail('what a release selects by is up to it: leave out `existing`');
  }

  /** All versions have the labels of the Service's selector, so that it never selects nothing. */
  private checkServiceSelector(): void {
    for (const [key, value] of Object.entries(this._serviceSelector ?? {})) {
      const without = this.versions.find(({ podLabels }) => podLabels[key] !== value);
      if (without === undefined) continue;
      this.fail(
        `the Service selects pods with ${key}=${value}, which those of version "${without.version}" have not: give it to \`podLabels\``,
      );
    }
  }

  /** The subsets by version, as the DestinationRule defines them. */
  private createDestinationRule(
    host: Host<ServiceName>,
    { trafficPolicyByVersion = {}, ...props }: MicroserviceDestinationRuleProps,
  ): ReadonlyMap<string, Subset<ServiceName>> {
    const versions = [...this.versionByName.keys()];
    for (const version of versions) checkDnsLabel(this, 'version, as the name of a subset,', version);
    const without = this.versions.find(({ version, podLabels }) => podLabels.version !== version);
    if (without !== undefined) {
      this.fail(
        `pods of version "${without.version}" have no label version=${without.version}, which a subset needs: give it to \`podLabels\``,
      );
    }
    const unknown = Object.keys(trafficPolicyByVersion).find((version) => !versions.includes(version));
    if (unknown !== undefined) {
      this.fail(`trafficPolicyByVersion has "${unknown}": the versions are ${versions.join(', ')}`);
    }
    const rule = new DestinationRule<ServiceName, string>(this, 'DestinationRule', {
      name: host.name,
      ...props,
      host,
      subsets: Object.fromEntries(
        versions.map((version) => [version, { labels: { version }, trafficPolicy: trafficPolicyByVersion[version] }]),
      ),
    });
    return new Map(versions.map((version) => [version, rule.subset(version)]));
  }

  private subsetOf(version: string): Subset<ServiceName> {
    return (
      this.subsets.get(version) ??
      (this.serviceHost
        ? this.fail(
            this.serviceObject === undefined
              ? `version "${version}" is no subset: who releases it shares the requests out; route to the microservice as a whole`
              : `version "${version}" is no subset: there is no DestinationRule; add \`destinationRule: {}\` to the props, or route to the microservice as a whole`,
          )
        : this.failWithoutService())
    );
  }

  private checkDeploymentNames(): void {
    const versionByDeployment = new Map<string, string>();
    for (const { deployment, version } of this.versions) {
      const other = versionByDeployment.get(deployment.name);
      if (other !== undefined) {
        this.fail(`versions "${other}" and "${version}" both have a Deployment named "${deployment.name}": rename one`);
      }
      versionByDeployment.set(deployment.name, version);
    }
  }

  private failWithoutService(): never {
    return this.fail('there is no Service to route to, because the microservice has no port: give it `port`');
  }

  private fail(message: string): never {
    throw new MeshwrightError(this, message);
  }
}

function merge(defaults: VersionSettings, own: MicroserviceVersionProps): MicroserviceVersionProps {
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  return {
    ...defaults,
    ...(given as typeof own),
    env: { ...defaults.env, ...own.env },
    workloadLabels: { ...defaults.workloadLabels, ...own.workloadLabels },
    workloadAnnotations: { ...defaults.workloadAnnotations, ...own.workloadAnnotations },
    podLabels: { ...defaults.podLabels, ...own.podLabels },
    podAnnotations: { ...defaults.podAnnotations, ...own.podAnnotations },
  };
}
