import type { JsonMap } from '../kube/json';
import type { Picture, PictureEdge, PictureNode } from '../picture/picture';
import type { PackedWorld } from '../world/packed-world';

/** What the page of a mesh has for its script, as JSON. */
export interface PageData {
  readonly picture: PackedPicture;
  /** What stands at the corners of nodes, by their indices; of most nothing. */
  readonly badges: Badges;
  /** The namespaces that are folded at first. */
  readonly folded: readonly string[];
  readonly world: PackedWorld;
  /** What `meshwright.yaml` says of MeshConfig. */
  readonly meshConfig?: JsonMap;
}

export type Badges = Readonly<Record<number, Badge>>;

/** What stands at the corner of a node. */
export interface Badge {
  /** How many findings there are. */
  readonly findings: number;
  /** The worst of them; empty for none. */
  readonly severity: '' | 'error' | 'warning' | 'note';
  /** The experiments that hit it. */
  readonly experiments: number;
}

interface PackedPicture {
  readonly nodes: readonly Omit<PictureNode, 'place'>[];
  /** From and to the nodes of these indices. */
  readonly edges: readonly (Omit<PictureEdge, 'from' | 'to'> & { readonly from: number; readonly to: number })[];
}

/** A picture as JSON, without places. */
export function packPicture({ nodes, edges }: Picture): PackedPicture {
  const indices = new Map(nodes.map(({ id }, index) => [id, index]));
  return {
    nodes: nodes.map(({ place: _, ...node }) => node),
    edges: edges.map((edge) => ({ ...edge, from: indices.get(edge.from) ?? -1, to: indices.get(edge.to) ?? -1 })),
  };
}

/** The picture that was packed. */
export function unpackPicture({ nodes, edges }: PackedPicture): Picture {
  const id = (index: number) => nodes[index]?.id ?? '';
  return {
    nodes: nodes.map((node) => ({ ...node, place: undefined })),
    edges: edges.map((edge) => ({ ...edge, from: id(edge.from), to: id(edge.to) })),
  };
}
