import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { ObjectReference } from '../kube/object-reference';
import { isSteady } from './app-check';
import { located } from './errors';

/**
 * Says which objects of the steady state are applied before what they depend on, as `kubectl` takes files by their names.
 *
 * @param fileOf the file of an object, by the path of its construct
 */
export function lostOrder(constructs: readonly IConstruct[], fileOf: ReadonlyMap<string, string>): string[] {
  const filesOf = (construct: IConstruct): string[] =>
    construct.node
      .findAll()
      .filter(ApiObject.isApiObject)
      .flatMap(({ node }) => fileOf.get(node.path) ?? [])
      .sort();
  const lost = constructs
    .filter((source) => source.node.dependencies.length > 0 && isSteady(source))
    .flatMap((source) =>
      source.node.dependencies.map((target) => ({ source, first: filesOf(source)[0], last: filesOf(target).at(-1) })),
    )
    .filter(({ first, last }) => first !== undefined && last !== undefined && first < last);
  const [example] = lost;
  if (example === undefined) return [];
  const others = lost.length === 1 ? '' : ` (and so for ${lost.length - 1} more)`;
  return [
    located(
      example.source,
      `is written to ${example.first}, which kubectl applies before ${example.last}, on which it depends${others}: ` +
        'with a file for each resource the order of dependencies is lost; use YamlOutputType.FILE_PER_CHART where it matters',
    ),
  ];
}

/** Kinds of Kubernetes that have no namespace. */
const CLUSTER_SCOPED =
  /^(Namespace|Node|PersistentVolume|Cluster.*|CustomResourceDefinition|.*Class|.*WebhookConfiguration|.*AdmissionPolicy(Binding)?|APIService|PriorityLevelConfiguration|FlowSchema|CertificateSigningRequest|VolumeAttachment)$/;

/** Items of a List with a namespace that have none themselves. */
export function unplacedItems(json: unknown): string[] {
  const { kind, items, metadata } = (json ?? {}) as { [key: string]: unknown };
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items)) return [];
  if ((metadata as { namespace?: unknown } | undefined)?.namespace === undefined) return [];
  return items.flatMap((item: { kind?: unknown; metadata?: { name?: unknown; namespace?: unknown } } | null) => {
    const itemKind = String(item?.kind ?? kind.slice(0, -'List'.length));
    if (item?.metadata?.namespace !== undefined || CLUSTER_SCOPED.test(itemKind)) return [];
    return [`${itemKind} ${String(item?.metadata?.name)}`];
  });
}

interface MaybeList {
  readonly object: ObjectReference | undefined;
  readonly where: string;
  readonly unplaced: readonly string[];
}

/** A chart gives its namespace to its objects, of which a List is one and its items are none. */
export function listsWithoutNamespace(documents: Iterable<MaybeList>): string[] {
  return [...documents]
    .filter(({ unplaced }) => unplaced.length > 0)
    .map(({ object, where, unplaced }) =>
      located(
        where,
        `is a List, and the namespace "${object?.namespace}" of its chart does not reach its items: ${unplaced.join(', ')} ` +
          'would go wherever kubectl is pointed at; write metadata.namespace into them, or include the objects without a List',
      ),
    );
}
