import { isMap, type JsonMap } from '../../kube/json';
import { groupOf, type ObjectReference } from '../../kube/object-reference';
import type { FieldPath } from '../../model/finding';
import { create, type Expression, type Imported, imported, literal, member, method, THIS } from '../code/expression';
import { cannot } from './inexpressible';
import { textOrFile } from './kubernetes';
import { K8S, ofClasses } from './native-values';
import { field, fields, json, textOf } from './values';

/** A class that was generated from a definition. */
export interface GeneratedClass {
  readonly expression: Expression;
  /** Of Kubernetes: quantities are wrapped. */
  readonly isNative: boolean;
}

/** The groups whose classes are generated from their definitions. */
const IMPORTS: ReadonlyMap<string, Imported> = new Map(
  [
    ['chaosblade.io', 'chaosbladeKinds'],
    ['extensions.istio.io', 'extensions'],
    ['flagger.app', 'flaggerKinds'],
    ['gateway.networking.k8s.io', 'gatewayKinds'],
    ['networking.istio.io', 'networking'],
    ['security.istio.io', 'security'],
    ['telemetry.istio.io', 'telemetry'],
  ].map(([group, as]) => [group as string, { ...imported(`meshwright/imports/${group}`, '*'), as: as as string }]),
);

type Loader = (module: string) => Readonly<Record<string, unknown>>;

/** The generated class of an object's kind, in the version that the object is written in or that takes its place. */
export function generatedClass(reference: ObjectReference, load: Loader): GeneratedClass | undefined {
  const { apiVersion, kind } = reference;
  const module = IMPORTS.get(groupOf(apiVersion));
  if (module !== undefined) {
    const isThere = Object.hasOwn(load(module.module), kind);
    return isThere ? { expression: member(module, kind), isNative: false } : undefined;
  }
  const classes = load('cdk8s-plus-27').k8s as Readonly<
    Record<string, { readonly GVK?: { readonly apiVersion: string } }>
  >;
  for (const name of [`Kube${kind}`, ...[1, 2].map((n) => `Kube${kind}V${n}`), `Kube${kind}V2Beta2`]) {
    if (classes[name]?.GVK?.apiVersion === apiVersion) return { expression: member(K8S, name), isNative: true };
  }
  return undefined;
}

/** `new networking.EnvoyFilter(this, 'filter', { metadata: { … }, spec: { … } })` */
export function generated(
  object: JsonMap,
  id: string,
  { expression, isNative }: GeneratedClass,
  folder: string,
): Expression {
  const { apiVersion: _, kind: __, ...props } = object;
  return create(expression, THIS, literal(id), body(props, isNative, folder));
}

const API_OBJECT = imported('cdk8s', 'ApiObject');
const JSON_PATCH = imported('cdk8s', 'JsonPatch');

/** `new ApiObject(this, 'thing', { apiVersion: …, kind: …, … })` */
export function apiObject(object: JsonMap, id: string, folder: string): Expression {
  const { labels, annotations, finalizers } = isMap(object.metadata) ? object.metadata : {};
  for (const [what, texts] of Object.entries({ labels, annotations, finalizers })) {
    const areTexts = texts === undefined || Object.values(texts as object).every((text) => typeof text === 'string');
    if (!areTexts) cannot(`its ${what} are no texts, which cdk8s takes alone`);
  }
  return create(API_OBJECT, THIS, literal(id), body(object, false, folder));
}

/** `JsonPatch.remove('/metadata/name')`, for what cdk8s adds. */
export function removal(path: string): Expression {
  return method(JSON_PATCH, 'remove', literal(path));
}

function body(props: JsonMap, isNative: boolean, folder: string): Expression {
  const { metadata, ...others } = props;
  const { namespace: _, ...meta } = isMap(metadata) ? metadata : {};
  const name = textOf(meta.name) ?? textOf(meta.generateName) ?? 'object';
  const textAt = (text: string, at: FieldPath) =>
    at[0] === 'data' ? textOrFile(text, `${folder}/${name}/${fileOf(at)}`) : undefined;
  const value = (inner: unknown, at: FieldPath): Expression => {
    if (isNative) return ofClasses(inner, at, textAt);
    if (Array.isArray(inner)) {
      const items = inner.map((item, index) => ({ value: value(item, [...at, index]), of: [...at, index] }));
      return { type: 'list', items };
    }
    if (isMap(inner)) {
      const entries = Object.entries(inner).filter(([, each]) => each !== undefined);
      return fields(entries.map(([key, each]) => field(key, value(each, [...at, key]), [...at, key])));
    }
    return (typeof inner === 'string' ? textAt(inner, at) : undefined) ?? json(inner);
  };
  return fields([
    ...Object.entries(others)
      .filter(([key]) => key === 'apiVersion' || key === 'kind')
      .map(([key, inner]) => field(key, json(inner))),
    field('metadata', value(meta, ['metadata']), ['metadata']),
    ...Object.entries(others)
      .filter(([key]) => key !== 'apiVersion' && key !== 'kind')
      .map(([key, inner]) => field(key, value(inner, [key]), [key])),
  ]);
}

function fileOf(at: FieldPath): string {
  const key = String(at.at(-1));
  return /\.\w+$/.test(key) ? key : `${key}.txt`;
}
