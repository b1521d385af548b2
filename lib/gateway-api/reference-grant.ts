import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import * as wire from '../../imports/gateway.networking.k8s.io';
import { MeshwrightError } from '../core/errors';
import { checkDnsLabel, checkDnsSubdomain } from '../core/names';
import type { NonEmpty } from '../istio/non-empty';
import { type ObjectProps, objectMetadata } from '../istio/object-props';
import type { HostOwner } from '../istio/virtual-service';
import type { Grants } from './grants';

/** Who may use something: objects of one kind in another namespace. */
export interface GrantedReferrer {
  readonly kind: 'HTTPRoute' | 'GRPCRoute' | 'TLSRoute' | 'Gateway';
  /** By its name or by the construct that makes it. */
  readonly namespace: string | { readonly name: string };
}

/** What may be used: a Service, by what has it; a Secret, by its name; or all of a kind. */
export type GrantedTarget = HostOwner | { readonly secret: string } | 'every Service' | 'every Secret';

/** @see https://gateway-api.sigs.k8s.io/reference/spec/#referencegrantspec */
export interface ReferenceGrantProps extends ObjectProps {
  /** Who may use it. */
  readonly from: NonEmpty<GrantedReferrer>;
  /** What may be used, of the namespace of the grant. */
  readonly to: NonEmpty<GrantedTarget>;
}

/**
 * That objects of other namespaces may use Services or Secrets of this one: as the backends of routes, or as the
 * certificates of Gateways. It stands where what is used stands. Routes of a mesh, whose parents are Services, need none.
 *
 * @throws MeshwrightError when it is for its own namespace, or for what is in another
 * @see https://gateway-api.sigs.k8s.io/api-types/referencegrant/
 */
export class ReferenceGrant extends Construct {
  /** @internal */
  readonly _grants: Grants;

  constructor(scope: Construct, id: string, props: ReferenceGrantProps) {
    super(scope, id);
    const { namespace } = Chart.of(this);
    const from = props.from.map(({ kind, namespace: theirs }) => ({
      kind,
      namespace: typeof theirs === 'string' ? theirs : theirs.name,
    }));
    for (const { kind, namespace: theirs } of from) {
      checkDnsLabel(this, 'namespace', theirs);
      if (theirs === namespace) {
        throw new MeshwrightError(
          this,
          `a ${kind} of namespace ${theirs} needs no grant of its own namespace: leave it out`,
        );
      }
    }
    const to = props.to.map((target) => this.targetOf(target));
    this._grants = { namespace, from, to };
    new wire.ReferenceGrant(this, 'Resource', {
      metadata: objectMetadata(this, props),
      spec: {
        from: from.map(({ kind, namespace: theirs }) => ({
          group: 'gateway.networking.k8s.io',
          kind,
          namespace: theirs,
        })) as unknown as NonEmpty<wire.ReferenceGrantFrom>,
        to: to.map(({ kind, name }) => ({ group: '', kind, name })) as unknown as NonEmpty<wire.ReferenceGrantTo>,
      },
    });
  }

  private targetOf(target: GrantedTarget): Grants['to'][number] {
    if (target === 'every Service') return { kind: 'Service' };
    if (target === 'every Secret') return { kind: 'Secret' };
    if ('secret' in target)
      return { kind: 'Secret', name: checkDnsSubdomain(this, 'name of the Secret', target.secret) };
    const { name, namespace, isService } = target.host;
    const own = Chart.of(this).namespace;
    if (!isService) throw new MeshwrightError(this, `${name} is no Service of the cluster: a grant is for Services`);
    if (namespace !== own) {
      throw new MeshwrightError(
        this,
        `Service ${name} is in namespace ${namespace ?? '(none)'}, and a grant is for what is in its own, ${own ?? '(none)'}: move the grant there`,
      );
    }
    return { kind: 'Service', name };
  }
}
