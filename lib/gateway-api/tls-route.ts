import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import * as wire from '../../imports/gateway.networking.k8s.io';
import { checkApp } from '../core/app-check';
import type { ConnectionRoute } from '../istio/l4-route';
import type { NonEmpty } from '../istio/non-empty';
import { objectMetadata } from '../istio/object-props';
import { RuleContext } from '../istio/rule-context';
import { backendsToWire, grantsFor } from './backends';
import { checkGrants, type NeededGrant } from './grants';
import { checkHostnames, type RouteProps } from './http-route';
import { checkAttachments, checkServicePorts, Parents } from './parents';

/** @see https://gateway-api.sigs.k8s.io/reference/spec/#tlsroutespec */
export interface TLSRouteProps extends RouteProps<'TLS'> {
  /** The names that clients ask for (SNI): DNS names, or wildcards such as `*.example.com`. */
  readonly hostnames: NonEmpty<string>;
  /** Where their connections go. */
  readonly route: ConnectionRoute<'host'>;
}

/**
 * Where connections of TLS go that nobody opens on the way, by the name that the client asks for, of the Gateway API.
 *
 * @throws MeshwrightError when no listener of a Gateway takes the route, or a destination is no Service or has not the port
 * @see https://gateway-api.sigs.k8s.io/api-types/tlsroute/
 */
export class TLSRoute extends Construct {
  /** @internal */
  readonly _parents: Parents;
  /** @internal */
  readonly _grantsNeeded: readonly NeededGrant[];

  constructor(scope: Construct, id: string, props: TLSRouteProps) {
    super(scope, id);
    const context = new RuleContext(this, Chart.of(this).namespace);
    checkServicePorts(props.parents, context);
    this._parents = new Parents(props.parents, 'TLSRoute', checkHostnames(props.hostnames, context), context);
    const entries = props.route._destinations;
    this._grantsNeeded = this._parents.hasGateway ? grantsFor(entries, 'TLSRoute', context) : [];
    checkApp(this, checkGrants);
    checkApp(this, checkAttachments);
    const backendRefs = backendsToWire(entries, context).map(({ filters, ...backend }) => {
      if (filters !== undefined) {
        throw context.error(`a connection to ${backend.name} has no headers to change: use an HTTPRoute`);
      }
      return backend;
    });
    new wire.TLSRoute(this, 'Resource', {
      metadata: objectMetadata(this, props),
      spec: {
        parentRefs: this._parents.refs(),
        hostnames: props.hostnames,
        rules: [{ backendRefs: backendRefs as [wire.TLSRouteBackendRef, ...wire.TLSRouteBackendRef[]] }],
      },
    });
  }
}
