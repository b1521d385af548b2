import type { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { MeshwrightError } from '../core/errors';
import { checkServiceName } from '../core/names';
import { nativeObject } from './native';
import type { Port } from './port';

/** What {@link createService} needs to know. */
export interface ServiceProps {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly ports: readonly Port[];
  readonly selector: Readonly<Record<string, string>>;
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
  const { name, labels, ports, selector, type } = props;
  checkServiceName(scope, name);
  checkPorts(scope, ports);
  if ((type === 'ClusterIP' || type === 'Headless') && ports.some((port) => port.nodePort !== undefined)) {
    throw new MeshwrightError(
      scope,
      `a Service of type ${type} has no node ports: leave out its type, or \`nodePort\``,
    );
  }
  return nativeObject<k8s.ServiceSpec>(scope, id, k8s.KubeService, { name, labels: { ...labels } }, () => ({
    clusterIp: type === 'Headless' ? 'None' : undefined,
    type:
      type === 'Headless'
        ? undefined
        : (type ?? (ports.some((port) => port.nodePort !== undefined) ? 'NodePort' : undefined)),
    selector,
    ports: ports.map((port) => ({
      name: port.name,
      port: port.number,
      targetPort: port.targetPort === port.number ? undefined : k8s.IntOrString.fromNumber(port.targetPort),
      nodePort: port.nodePort,
      protocol: port.transport === 'UDP' ? 'UDP' : undefined,
    })),
  }));
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
