import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import * as wire from '../../imports/security.istio.io';
import { checkApp } from '../core/app-check';
import { type Claim, type Claimant, checkClaims, claimOfPods } from './conflicts';
import { type ObjectProps, objectMetadata } from './object-props';
import { checkPort } from './rule-context';
import { type Selectable, selectedLabels, selectorOf } from './workload-selector';

/**
 * What pods take: mutual TLS only; also plain text; plain text only; or what the policy of the level above says.
 *
 * @see https://istio.io/latest/docs/reference/config/security/peer_authentication/#PeerAuthentication-MutualTLS-Mode
 */
export type MutualTlsMode = 'STRICT' | 'PERMISSIVE' | 'DISABLE' | 'UNSET';

interface PeerAuthenticationBase extends ObjectProps {
  /** What the pods take. @default - what the policy of the namespace or of the mesh says, PERMISSIVE if there is none */
  readonly mtls?: MutualTlsMode;
}

/** Settings of single ports need a selector: Istio leaves those of a whole namespace out. */
export type PeerAuthenticationProps =
  | (PeerAuthenticationBase & {
      /** @default - all pods of the namespace; of the mesh, in Istio's root namespace */
      readonly selector?: Selectable;
      readonly portLevelMtls?: never;
    })
  | (PeerAuthenticationBase & {
      readonly selector: Selectable;
      /** What single ports of the containers take, by their number. @default - as all other ports */
      readonly portLevelMtls: Readonly<Record<number, MutualTlsMode>>;
    });

/**
 * Whether pods take plain text or mutual TLS. Sidecars that send find out by themselves.
 *
 * @see https://istio.io/latest/docs/reference/config/security/peer_authentication/
 */
export class PeerAuthentication extends Construct implements Claimant {
  /** @internal */
  readonly _claim: Claim;
  /** @internal */
  readonly _selectedLabels: Readonly<Record<string, string>> | undefined;
  /** The ports that it has settings of. @internal */
  readonly _ports: readonly number[];

  constructor(scope: Construct, id: string, props: PeerAuthenticationProps) {
    super(scope, id);
    const { namespace } = Chart.of(this);
    this._selectedLabels = props.selector && selectedLabels(this, props.selector);
    this._claim = claimOfPods('PeerAuthentication', namespace, this._selectedLabels, 'Istio takes the older one alone');
    checkApp(this, checkClaims);
    const { mtls, selector, portLevelMtls } = props;
    const ports = Object.entries(portLevelMtls ?? {});
    this._ports = ports.map(([port]) => checkPort(this, Number(port)));
    new wire.PeerAuthentication(this, 'Resource', {
      metadata: objectMetadata(this, props),
      spec: {
        selector: selector && selectorOf(this, selector)._for(this),
        mtls: mtls && { mode: mtls },
        portLevelMtls: ports.length > 0 ? Object.fromEntries(ports.map(([port, mode]) => [port, { mode }])) : undefined,
      },
    });
  }
}
