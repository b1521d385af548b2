import type { Place } from '../world/entity';

/**
 * What a node stands for: an Istio `Gateway`, a VirtualService (`route`), a service of the mesh, a subset of one, the pods
 * of a workload, a host outside of the mesh, or a name that routes lead to and nobody has (`missing`); or a namespace that
 * is folded, with all of its own.
 */
export type NodeKind = 'gateway' | 'route' | 'service' | 'subset' | 'workload' | 'external' | 'missing' | 'namespace';

/** What became of something, in a picture of two worlds. */
export type Change = 'new' | 'gone' | 'changed';

/** Something in the picture of a mesh. */
export interface PictureNode {
  /** One text for one node: the same in every picture of the same manifests. */
  readonly id: string;
  readonly kind: NodeKind;
  /** The namespace that it is drawn in; empty for what is outside of the mesh. */
  readonly namespace: string;
  readonly name: string;
  /** What it is, in a word or two: `VirtualService`, `Service`, `subset of reviews`. */
  readonly caption: string;
  /** What else is to be seen at once: ports, hosts, answers that a route gives itself. */
  readonly lines: readonly string[];
  /** What it is made of; undefined for a name that nobody has. */
  readonly place: Place | undefined;
  /** In a picture of two worlds; undefined for what is the same in both. */
  readonly change?: Change;
}

/**
 * What an edge says: a gateway hands requests to a route (`enters`), a route sends requests (`sends`) or copies of them
 * (`copies`), a service has a subset (`contains`), pods answer (`answers`), or pods are those of a gateway (`serves`);
 * `several` are ways of any kind from or to a folded namespace.
 */
export type EdgeKind = 'enters' | 'sends' | 'copies' | 'contains' | 'answers' | 'serves' | 'several';

/** One way between two nodes. */
export interface PictureEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  /** On what conditions, and for how many requests: a line for each rule, in the order of the rules. */
  readonly lines: readonly string[];
  /** In a picture of two worlds; undefined for what is the same in both. */
  readonly change?: Change;
}

/**
 * A mesh to be looked at: where requests can go, as manifests say it. Which workload calls which is said by no manifest,
 * so it is not in the picture.
 */
export interface Picture {
  /** By id. */
  readonly nodes: readonly PictureNode[];
  /** By the ids of their ends. */
  readonly edges: readonly PictureEdge[];
}
