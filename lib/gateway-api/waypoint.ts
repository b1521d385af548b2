import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import * as wire from '../../imports/gateway.networking.k8s.io';
import { MeshwrightError } from '../core/errors';
import { checkDnsLabel } from '../core/names';
import type { Identity } from '../istio/authorization-rule';
import { type ObjectProps, objectMetadata } from '../istio/object-props';
import type { PolicyTarget } from '../istio/workload-selector';
import type { WaypointReference, WaypointTraffic } from '../kubernetes/waypoint-reference';
import { AllowedNamespaces } from './listener';

/** What a {@link Waypoint} takes, and whose. */
export interface WaypointProps extends ObjectProps {
  /**
   * What it takes requests for: those to Services, to addresses of pods, both, or nothing.
   * @default service
   * @see https://istio.io/latest/docs/ambient/usage/waypoint/#waypoint-traffic-types
   */
  readonly traffic?: WaypointTraffic;
  /** The namespaces whose Services may use it. @default AllowedNamespaces.SAME */
  readonly allowedNamespaces?: AllowedNamespaces;
}

/**
 * A proxy of HTTP for Services in ambient mode: what is enrolled is reached through it, and it does what a sidecar would,
 * routes, policies and telemetry. The rest of ambient mode looks at connections alone.
 *
 * ```ts
 * const waypoint = new gatewayApi.Waypoint(shop, 'waypoint');
 * new Namespace(namespaces, 'shop', { ambient: { waypoint } });
 * ```
 *
 * @see https://istio.io/latest/docs/ambient/usage/waypoint/
 */
export class Waypoint extends Construct implements WaypointReference, Identity {
  /** A waypoint that is made elsewhere. */
  static reference(props: { readonly name: string; readonly namespace?: string }): WaypointReference {
    checkDnsLabel('Waypoint.reference', 'name', props.name);
    if (props.namespace !== undefined) checkDnsLabel('Waypoint.reference', 'namespace', props.namespace);
    return { waypoint: { name: props.name, namespace: props.namespace } };
  }

  readonly waypoint: WaypointReference['waypoint'];

  constructor(scope: Construct, id: string, props: WaypointProps = {}) {
    super(scope, id);
    const { namespace } = Chart.of(this);
    const { traffic = 'service', allowedNamespaces = AllowedNamespaces.SAME } = props;
    const metadata = objectMetadata(this, props);
    // It is the name of a Service, and a label's value.
    const name = checkDnsLabel(this, 'waypoint', metadata.name);
    if (props.labels && 'istio.io/waypoint-for' in props.labels) {
      throw new MeshwrightError(this, 'label istio.io/waypoint-for belongs to the prop `traffic`: move it there');
    }
    if (name === 'none') throw new MeshwrightError(this, '"none" stands for no waypoint: give it another name');
    this.waypoint = {
      ...{ name, namespace, traffic },
      takes: (theirs, labels) => allowedNamespaces._takes(theirs, namespace, labels),
    };
    new wire.Gateway(this, 'Resource', {
      metadata: { ...metadata, labels: { ...metadata.labels, 'istio.io/waypoint-for': traffic } },
      spec: {
        gatewayClassName: 'istio-waypoint',
        listeners: [
          {
            ...{ name: 'mesh', port: 15008, protocol: 'HBONE' },
            allowedRoutes: { namespaces: allowedNamespaces._toWire() },
          },
        ],
      },
    });
  }

  /** The waypoint as a policy's target: for all that is reached through it. */
  get policyTarget(): PolicyTarget {
    const { name, namespace } = this.waypoint;
    return { group: 'gateway.networking.k8s.io', kind: 'Gateway', name, namespace };
  }

  /** Whom pods behind it see as the client of what comes through it. */
  get serviceAccount(): Identity['serviceAccount'] {
    const { name, namespace } = this.waypoint;
    return { name, metadata: { ...(namespace !== undefined && { namespace }) } };
  }
}
