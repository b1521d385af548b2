import type { PeerAuthenticationSpec } from '../../imports/security.istio.io';
import type { FieldPath } from '../model/finding';
import type { Labels, Place, Sound } from '../world/entity';
import { PEER_AUTHENTICATION } from '../world/kinds';
import { isOrderKnown } from './creation-order';
import type { MeshConfig } from './mesh-config';
import { type NamespacedObjects, SelectingObjects } from './namespaced-objects';

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

/** Which PeerAuthentications count for whom. */
export class PeerAuthenticationLevels {
  private readonly selecting: SelectingObjects<PeerAuthenticationSpec>;
  private readonly general = new Map<string, readonly Sound<PeerAuthenticationSpec>[]>();

  constructor(
    private readonly objects: NamespacedObjects,
    private readonly config: MeshConfig,
  ) {
    // What selects pods does so in its own namespace, also where that is the root one.
    this.selecting = new SelectingObjects(objects, PEER_AUTHENTICATION, (spec) =>
      selects(spec) ? spec.selector?.matchLabels : undefined,
    );
  }

  /** Those for pods of a namespace with some labels; for none, those of the namespace. */
  of(namespace: string, labels: Labels | undefined): PeerAuthentications {
    const { rootNamespace } = this.config;
    const levels = {
      workload: labels === undefined ? [] : this.selecting.in(namespace, labels),
      namespace: namespace === rootNamespace ? [] : this.generalIn(namespace),
      mesh: this.generalIn(rootNamespace),
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

  private generalIn(namespace: string): readonly Sound<PeerAuthenticationSpec>[] {
    let found = this.general.get(namespace);
    if (found === undefined) {
      found = this.objects.in(PEER_AUTHENTICATION, namespace).filter(({ spec }) => !selects(spec));
      this.general.set(namespace, found);
    }
    return found;
  }
}

/** What holds for a port of the pods, or for all ports without settings of their own. */
export function mutualTls({ workload, namespace, mesh }: PeerAuthentications, port?: number): MutualTls {
  const own = port === undefined ? undefined : workload?.spec.portLevelMtls?.[String(port)]?.mode;
  if (workload !== undefined && isSaid(own))
    return said(workload, own, ['spec', 'portLevelMtls', String(port), 'mode']);
  for (const entity of [workload, namespace, mesh]) {
    const mode = entity?.spec.mtls?.mode;
    if (entity !== undefined && isSaid(mode)) return said(entity, mode, MTLS_MODE);
  }
  return UNSAID;
}

const MTLS_MODE: FieldPath = ['spec', 'mtls', 'mode'];
const UNSAID: MutualTls = { mode: 'PERMISSIVE', place: undefined };

function isSaid(mode: string | undefined): mode is MutualTlsMode {
  return mode !== undefined && mode !== 'UNSET';
}

function said(entity: Sound<PeerAuthenticationSpec>, mode: MutualTlsMode, path: FieldPath): MutualTls {
  return { mode, place: { entity, path } };
}

function selects({ selector }: PeerAuthenticationSpec): boolean {
  return Object.keys(selector?.matchLabels ?? {}).length > 0;
}
