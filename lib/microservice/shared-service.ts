import { type ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { checkApp } from '../core/app-check';
import { MeshwrightError } from '../core/errors';
import { checkAnnotations, checkLabels } from '../core/names';
import type { Destination } from '../istio/destination';
import type { DestinationOptions } from '../istio/destination-options';
import type { WeightedHost } from '../istio/host';
import { Host } from '../istio/host';
import type { ServiceAddress } from '../istio/service-address';
import type { Port } from '../kubernetes/port';
import { createService, type OtherServiceFields, portList, type ServiceType } from '../kubernetes/service';
import { type WaypointReference, waypointLabels } from '../kubernetes/waypoint-reference';
import type { Microservice } from './microservice';
import { MicroserviceVersion } from './microservice-version';
import { checkSubsets } from './subset-check';

/** What a {@link SharedService} can lead to: all versions of a microservice, or one. */
export type Backend = Microservice<string, string, string> | MicroserviceVersion;

/** What every shared Service has. */
export interface SharedServiceBaseProps {
  /** Labels of the Service. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations of the Service. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
  /**
   * How the Service is reached.
   * @default - NodePort if a port has a `nodePort`, else ClusterIP
   */
  readonly serviceType?: ServiceType;
  /**
   * Fields of the Service that have no setting here.
   * @default - none
   * @see https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/#ServiceSpec
   */
  readonly service?: OtherServiceFields;
  /**
   * The waypoint through which clients reach the Service in ambient mode; `'none'` for none, whatever its namespace says.
   * @default - that of the namespace
   * @see https://istio.io/latest/docs/ambient/usage/waypoint/
   */
  readonly waypoint?: WaypointReference | 'none';
}

/** What is behind a shared Service. */
export type SharedServiceBackends =
  | {
      /** The microservices behind the Service, at least one. All of them must listen on the Service's target ports. */
      readonly backends: readonly [Backend, ...Backend[]];
      /**
       * The label that the backends' pods get and that the Service selects.
       * @default - `service.meshwright.dev/<id>: backend`
       */
      readonly label?: { readonly key: string; readonly value: string };
      /**
       * In place of `label`, labels that the pods of all backends have already: of a Service that is there.
       * @default - `label`
       */
      readonly selector?: Readonly<Record<string, string>>;
    }
  | {
      /** Without backends, the labels of pods that no microservice here makes, such as those of an Argo Rollout. */
      readonly selector: Readonly<Record<string, string>>;
      readonly backends?: never;
      readonly label?: never;
    };

/** Either one port or several. */
export type SharedServiceProps = SharedServiceBaseProps &
  SharedServiceBackends &
  (
    | {
        /** The port of the Service. */
        readonly port: Port;
        readonly ports?: never;
      }
    | {
        /** The ports of the Service. */
        readonly ports: readonly [Port, ...Port[]];
        readonly port?: never;
      }
  );

/**
 * One Service in front of several microservices. The id is its name.
 *
 * It puts a label on the backends' pods and selects by that label only, so it cannot select nothing. The label has a
 * key of its own, not `app.kubernetes.io/part-of`: pods can then be behind several such Services, and neither a tool
 * that sets the recommended labels nor an app that carries them by itself changes who gets the traffic. The label is
 * not in the selectors of the Deployments, which can never change.
 *
 * ```ts
 * const web = new SharedService(this, 'web-svc', { port: Port.http(8080), backends: [tomcat, httpd] });
 * ```
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/service/
 */
export class SharedService<const Name extends string> extends Construct implements Destination<Name> {
  /** The Service, as routes name it. */
  readonly host: Host<Name>;
  readonly service: ApiObject;
  readonly ports: readonly Port[];
  /** @internal */
  readonly _serviceSelector: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: Name, props: SharedServiceProps) {
    super(scope, id);
    const ports = portList(this, props);
    if (ports.length === 0) throw new MeshwrightError(this, 'a Service needs a port: give `port`');
    const { backends, label, selector, labels = {}, annotations = {} } = props;
    const versions = (backends ?? []).flatMap((backend) =>
      backend instanceof MicroserviceVersion ? [backend] : backend.versions,
    );
    if (versions.length === 0 && (backends !== undefined || selector === undefined)) {
      throw new MeshwrightError(this, '`backends` is empty: give at least one microservice');
    }
    if (selector !== undefined && label !== undefined) {
      throw new MeshwrightError(this, '`selector` takes the place of `label`: leave one out');
    }
    checkLabels(this, labels);
    checkAnnotations(this, annotations);
    for (const version of versions) {
      this.checkNamespace(version);
      this.checkPorts(version, ports);
    }
    const { key, value } = label ?? { key: `service.meshwright.dev/${id}`, value: 'backend' };
    this.ports = ports;
    this._serviceSelector = selector ?? { [key]: value };
    if (selector !== undefined) this.checkSelector(selector, versions);
    checkApp(this, checkSubsets);
    const ofWaypoint = waypointLabels(this, 'Service', props.waypoint, Chart.of(this).namespace);
    this.service = createService(this, 'Resource', {
      ...{ name: id, labels: { ...labels, ...ofWaypoint }, annotations, ports, selector: this._serviceSelector },
      ...{ type: props.serviceType, others: props.service },
    });
    this.host = Host.service({ name: id, namespace: Chart.of(this).namespace, ports });
    if (selector === undefined) for (const version of versions) version.addPodLabel(key, value);
  }

  /** Where the Service answers, for environment variables of others. */
  get address(): ServiceAddress {
    return this.host.address;
  }

  /** The pods of all backends with a share of the requests, relative to the sum of all shares. */
  weighted(weight: number, options: DestinationOptions = {}): WeightedHost<Name> {
    return this.host.weighted(weight, options);
  }

  private checkSelector(selector: Readonly<Record<string, string>>, versions: readonly MicroserviceVersion[]): void {
    if (Object.keys(selector).length === 0) {
      throw new MeshwrightError(this, '`selector` has no label, and would select all pods: give one');
    }
    checkLabels(this, selector);
    for (const { podLabels, node } of versions) {
      const missing = Object.entries(selector).find(([key, value]) => podLabels[key] !== value);
      if (missing === undefined) continue;
      throw new MeshwrightError(
        this,
        `selects pods with ${missing.join('=')}, which those of backend ${node.path} have not: give it to \`podLabels\`, or leave \`selector\` out`,
      );
    }
  }

  /** A Service selects pods of its own namespace only. */
  private checkNamespace(version: MicroserviceVersion): void {
    const own = Chart.of(this).namespace;
    const other = Chart.of(version).namespace;
    if (own !== other) {
      throw new MeshwrightError(
        this,
        `backend ${version.node.path} is in ${describeNamespace(other)}, and a Service in ${describeNamespace(own)} cannot select its pods: put both in one`,
      );
    }
  }

  private checkPorts(version: MicroserviceVersion, ports: readonly Port[]): void {
    for (const port of ports) {
      const listens = version.ports.some(
        (other) => other.targetPort === port.targetPort && other.transport === port.transport,
      );
      if (!listens) {
        const known = version.ports.map((other) => other.targetPort).join(', ') || 'no port';
        throw new MeshwrightError(
          this,
          `port ${port.number} leads to port ${port.targetPort} of the pods, but backend ${version.node.path} listens on ${known}: give a \`targetPort\` that all backends listen on`,
        );
      }
    }
  }
}

function describeNamespace(namespace: string | undefined): string {
  return namespace === undefined ? 'no namespace' : `namespace "${namespace}"`;
}
