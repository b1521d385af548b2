import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import * as wire from '../../imports/gateway.networking.k8s.io';
import { checkApp } from '../core/app-check';
import { MeshwrightError } from '../core/errors';
import { checkDnsLabel, checkDnsSubdomain, checkLabels } from '../core/names';
import type { Identity } from '../istio/authorization-rule';
import { type ObjectProps, objectMetadata } from '../istio/object-props';
import type { PolicyTarget } from '../istio/workload-selector';
import type { GatewayReference, ListenerFacts, ListenerReference, ParentGateway } from './gateway-reference';
import { checkGrants, type NeededGrant } from './grants';
import type { Listener, ListenerProtocol } from './listener';

type Listeners = Readonly<Record<string, Listener>>;

/**
 * What a {@link Gateway} listens on, and who runs it.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#gatewayspec
 */
export interface GatewayProps<Named extends Listeners> extends ObjectProps {
  /** The listeners by their names, by which routes can choose one. At least one. */
  readonly listeners: keyof Named extends never ? 'give at least one listener' : Named;
  /**
   * Whose pods serve it. For `istio`, istiod makes a Deployment and a Service `<name>-istio`.
   * @default istio
   */
  readonly gatewayClassName?: string;
  /**
   * Labels and annotations of what is made for it: of the Service and the pods.
   * @default - none
   */
  readonly infrastructure?: {
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/**
 * An entrance to the mesh, of the Gateway API: where it goes from there is said by the routes whose parent it is.
 *
 * ```ts
 * const gateway = new gatewayApi.Gateway(this, 'shop', { listeners: { http: Listener.http() } });
 * new gatewayApi.HTTPRoute(this, 'front', { parents: [gateway.listener('http')], otherwise: HttpAction.to(frontend) });
 * ```
 *
 * @throws MeshwrightError when two listeners are for the same, or of protocols that cannot share a port
 * @see https://gateway-api.sigs.k8s.io/api-types/gateway/
 */
export class Gateway<const Named extends Listeners = Listeners>
  extends Construct
  implements GatewayReference, Identity
{
  /** A Gateway that is made elsewhere. */
  static reference(props: { readonly name: string; readonly namespace?: string }): GatewayReference & {
    listener<Protocol extends ListenerProtocol>(name: string, protocol: Protocol): ListenerReference<Protocol>;
  } {
    checkDnsSubdomain('Gateway.reference', 'name', props.name);
    if (props.namespace !== undefined) checkDnsLabel('Gateway.reference', 'namespace', props.namespace);
    const parentGateway = { name: props.name, namespace: props.namespace, listeners: undefined };
    return {
      parentGateway,
      listener: (sectionName, protocol) => ({ parentGateway, sectionName, protocol }),
    };
  }

  readonly parentGateway: ParentGateway;
  /** The secrets of other namespaces that it needs. @internal */
  readonly _grantsNeeded: readonly NeededGrant[];
  private readonly named: Named;
  private readonly gatewayClassName: string;

  constructor(scope: Construct, id: string, props: GatewayProps<Named>) {
    super(scope, id);
    // The other branch of the type is a message.
    this.named = props.listeners as Named;
    const { namespace } = Chart.of(this);
    const metadata = objectMetadata(this, props);
    const { gatewayClassName = 'istio', infrastructure } = props;
    const listeners = Object.entries<Listener>(this.named);
    if (listeners.length === 0) throw new MeshwrightError(this, '`listeners` is empty: give at least one');
    if (listeners.length > 64)
      throw new MeshwrightError(this, `a Gateway has at most 64 listeners, not ${listeners.length}`);
    this.gatewayClassName = checkDnsSubdomain(this, 'gatewayClassName', gatewayClassName);
    if (infrastructure?.labels) checkLabels(this, infrastructure.labels);
    for (const [name] of listeners) checkDnsSubdomain(this, 'name of the listener', name);
    checkListeners(this, listeners);
    this.parentGateway = {
      name: metadata.name,
      namespace,
      listeners: listeners.map(
        ([name, { port, protocol, hostname, allowedRoutes }]): ListenerFacts => ({
          ...{ name, port, protocol, allowed: allowedRoutes },
          ...(hostname !== undefined && { hostname }),
        }),
      ),
    };
    this._grantsNeeded = listeners.flatMap(([name, { _certificates }]) =>
      _certificates.flatMap((certificate) =>
        certificate.namespace === undefined || certificate.namespace === namespace
          ? []
          : {
              what: `certificate ${certificate.name} of listener ${name}`,
              from: { kind: 'Gateway', namespace },
              to: { kind: 'Secret', name: certificate.name, namespace: certificate.namespace },
              otherwise: 'the listener would have no certificate',
            },
      ),
    );
    checkApp(this, checkGrants);
    new wire.Gateway(this, 'Resource', {
      metadata,
      spec: {
        gatewayClassName,
        infrastructure,
        listeners: listeners.map(([name, listener]) => listener._toWire(name)) as [
          wire.GatewayListener,
          ...wire.GatewayListener[],
        ],
      },
    });
  }

  /** One of its listeners, for routes that are for it alone. */
  listener<Name extends keyof Named & string>(name: Name): ListenerReference<Named[Name]['protocol']> {
    const listener = this.named[name];
    if (listener === undefined) {
      throw new MeshwrightError(this, `there is no listener ${name}: it has ${Object.keys(this.named).join(', ')}`);
    }
    return { parentGateway: this.parentGateway, sectionName: name, protocol: listener.protocol };
  }

  /** Whom those that it sends requests to see as the client; that of the pods that istiod makes. */
  get serviceAccount(): Identity['serviceAccount'] {
    const { name, namespace } = this.parentGateway;
    return { name: `${name}-${this.gatewayClassName}`, metadata: { ...(namespace !== undefined && { namespace }) } };
  }

  /** The Gateway as a policy's target. */
  get policyTarget(): PolicyTarget {
    const { name, namespace } = this.parentGateway;
    return { group: 'gateway.networking.k8s.io', kind: 'Gateway', name, namespace };
  }
}

/** Of listeners that cannot share a port the Gateway serves none. */
function checkListeners(where: Construct, listeners: readonly (readonly [string, Listener])[]): void {
  listeners.forEach(([name, listener], index) => {
    for (const [otherName, other] of listeners.slice(0, index)) {
      if (other.port !== listener.port) continue;
      const both = `listeners ${otherName} and ${name} of port ${listener.port}`;
      if ((other.protocol === 'HTTP') !== (listener.protocol === 'HTTP')) {
        throw new MeshwrightError(where, `${both} are one in plain text and one with TLS: give one another port`);
      }
      if (other.hostname === listener.hostname) {
        const host = listener.hostname ?? 'every host';
        throw new MeshwrightError(where, `${both} are both for ${host}: join them, or give each a hostname of its own`);
      }
    }
  });
}
