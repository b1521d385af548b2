import type { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { MeshwrightError } from '../core/errors';
import type { Frozen } from '../core/frozen';
import { checkServiceName } from '../core/names';
import { nativeObject } from './native';
import type { Port } from './port';

/** Fields of a Service that have no setting of their own. */
export type OtherServiceFields = Frozen<
  Pick<
    k8s.ServiceSpec,
    | 'allocateLoadBalancerNodePorts'
    | 'externalIPs'
    | 'externalTrafficPolicy'
    | 'healthCheckNodePort'
    | 'internalTrafficPolicy'
    | 'ipFamilies'
    | 'ipFamilyPolicy'
    | 'loadBalancerClass'
    | 'loadBalancerIp'
    | 'loadBalancerSourceRanges'
    | 'publishNotReadyAddresses'
    | 'sessionAffinity'
    | 'sessionAffinityConfig'
  >
>;

/** What {@link createService} needs to know. */
export interface ServiceProps {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly ports: readonly Port[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly selector: Readonly<Record<string, string>>;
  readonly others?: OtherServiceFields;
  /** @default - NodePort if a port has a `nodePort`, else ClusterIP */
  readonly type?: ServiceType;
}

/**
 * How a Service is reached: from within the cluster, from outside by a port of every node, or by a load balancer. A
 * headless one has no address of its own: its name leads to the addresses of its pods, and callers choose among them.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types
 */
export type ServiceType = 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'Headless';

/**
 * A Service. It is of type NodePort as soon as one of its ports has a `nodePort`.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/service/
 */
export function createService(scope: Construct, id: string, props: ServiceProps): ApiObject {
  const { name, labels, annotations, ports, selector, type, others } = props;
  checkServiceName(scope, name);
  checkPorts(scope, ports);
  if ((type === 'ClusterIP' || type === 'Headless') && ports.some((port) => port.nodePort !== undefined)) {
    throw new MeshwrightError(
      scope,
      `a Service of type ${type} has no node ports: leave out its type, or \`nodePort\``,
    );
  }
  const metadata = { name, labels: { ...labels }, annotations: annotations && { ...annotations } };
  return nativeObject<k8s.ServiceSpec>(scope, id, k8s.KubeService, metadata, () => ({
    ...(others as k8s.ServiceSpec | undefined),
    clusterIp: type === 'Headless' ? 'None' : undefined,
    type:
      type === 'Headless'
        ? undefined
        : (type ?? (ports.some((port) => port.nodePort !== undefined) ? 'NodePort' : undefined)),
    selector,
    ports: ports.map((port) => ({
      name: port.name === '' ? undefined : port.name,
      port: port.number,
      targetPort: targetOf(port),
      appProtocol: port.appProtocol,
      nodePort: port.nodePort,
      protocol: port.transport === 'UDP' ? 'UDP' : undefined,
    })),
  }));
}

function targetOf({ number, targetPort, targetPortName }: Port): k8s.IntOrString | undefined {
  if (targetPortName !== undefined) return k8s.IntOrString.fromString(targetPortName);
  return targetPort === number ? undefined : k8s.IntOrString.fromNumber(targetPort);
}

/** The ports of the props `port` or `ports`; an empty list can only come from outside of TypeScript's reach. */
export function portList(
  where: Construct,
  props: { readonly port?: Port; readonly ports?: readonly Port[] },
): readonly Port[] {
  if (props.ports?.length === 0) {
    throw new MeshwrightError(where, '`ports` is empty: give at least one port');
  }
  return props.port ? [props.port] : [...(props.ports ?? [])];
}

function checkPorts(where: Construct, ports: readonly Port[]): void {
  if (ports.length > 1 && ports.some(({ name }) => name === '')) {
    throw new MeshwrightError(where, 'a Service with several ports names them all: give each port a `name`');
  }
  ports.forEach((port, index) => {
    for (const other of ports.slice(0, index)) {
      if (other.name === port.name) {
        throw new MeshwrightError(
          where,
          `ports ${other.number} and ${port.number} are both named "${port.name}": tell them apart with the option \`name\``,
        );
      }
      if (other.number === port.number && other.transport === port.transport) {
        throw new MeshwrightError(
          where,
          `port ${port.number} is there twice ("${other.name}", "${port.name}"): keep one`,
        );
      }
      if (port.nodePort !== undefined && other.nodePort === port.nodePort && other.transport === port.transport) {
        throw new MeshwrightError(where, `nodePort ${port.nodePort} is there twice ("${other.name}", "${port.name}")`);
      }
    }
  });
}
