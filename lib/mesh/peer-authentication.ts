import type { PeerAuthenticationSpec } from '../../imports/security.istio.io';
import { hasLabels } from '../kube/label-selector';
import type { FieldPath } from '../model/finding';
import type { Labels, Place, Sound } from '../world/entity';
import { PEER_AUTHENTICATION } from '../world/kinds';
import { isOrderKnown } from './creation-order';
import type { MeshConfig } from './mesh-config';
import type { NamespacedObjects } from './namespaced-objects';

/** What a server takes: only mutual TLS, both, or only what is not. */
export type MutualTlsMode = 'STRICT' | 'PERMISSIVE' | 'DISABLE';

export interface MutualTls {
  readonly mode: MutualTlsMode;
  /** Undefined where nobody says it: PERMISSIVE. */
  readonly place: Place | undefined;
}

/** The PeerAuthentications that count for a workload, the nearest first. */
export interface PeerAuthentications {
  /** Of those that select it, the oldest; others of its level count for nothing. */
  readonly workload: Sound<PeerAuthenticationSpec> | undefined;
  readonly namespace: Sound<PeerAuthenticationSpec> | undefined;
  readonly mesh: Sound<PeerAuthenticationSpec> | undefined;
  /** Later ones of a level, which count for nothing. */
  readonly ignored: readonly Sound<PeerAuthenticationSpec>[];
  /** Whether another order of creation, which is not known, would change which ones count. */
  readonly orderAssumed: boolean;
}

/** The PeerAuthentications for pods of a namespace with some labels; for none, those of the namespace. */
export function peerAuthentications(
  objects: NamespacedObjects,
  { rootNamespace }: MeshConfig,
  namespace: string,
  labels: Labels | undefined,
): PeerAuthentications {
  const general = (of: string) => objects.in(PEER_AUTHENTICATION, of).filter(({ spec }) => !selects(spec));
  const levels = {
    // What selects pods does so in its own namespace, also where that is the root one.
    workload:
      labels === undefined
        ? []
        : objects
            .in(PEER_AUTHENTICATION, namespace)
            .filter(({ spec }) => selects(spec) && hasLabels(labels, spec.selector?.matchLabels)),
    namespace: namespace === rootNamespace ? [] : general(namespace),
    mesh: general(rootNamespace),
  };
  const ignored = Object.values(levels).flatMap((level) => level.slice(1));
  return {
    workload: levels.workload[0],
    namespace: levels.namespace[0],
    mesh: levels.mesh[0],
    ignored,
    orderAssumed: Object.values(levels).some(([first, second]) => first && second && !isOrderKnown(first, second)),
  };
}

/** What holds for a port of the pods, or for all ports without settings of their own. */
export function mutualTls({ workload, namespace, mesh }: PeerAuthentications, port?: number): MutualTls {
  const own = port === undefined ? undefined : workload?.spec.portLevelMtls?.[String(port)]?.mode;
  const levels: readonly (readonly [Sound<PeerAuthenticationSpec> | undefined, string | undefined, FieldPath])[] = [
    [workload, own, ['spec', 'portLevelMtls', String(port), 'mode']],
    [workload, workload?.spec.mtls?.mode, ['spec', 'mtls', 'mode']],
    [namespace, namespace?.spec.mtls?.mode, ['spec', 'mtls', 'mode']],
    [mesh, mesh?.spec.mtls?.mode, ['spec', 'mtls', 'mode']],
  ];
  for (const [entity, mode, path] of levels) {
    if (entity === undefined || mode === undefined || mode === 'UNSET') continue;
    return { mode: mode as MutualTlsMode, place: { entity, path } };
  }
  return { mode: 'PERMISSIVE', place: undefined };
}

function selects({ selector }: PeerAuthenticationSpec): boolean {
  return Object.keys(selector?.matchLabels ?? {}).length > 0;
}
