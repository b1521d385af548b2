import { ApiObject, JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';
import { isMap, type JsonMap } from '../kube/json';
import { identityOf, referenceOf } from '../kube/object-reference';
import type { Expression } from './code/expression';
import { removal } from './kinds/generated';
import type { SourceObject } from './read/read-sources';
import { compareObjects } from './same';

/** How what a construct makes differs from what was read, and what has to be taken from it to be the same. */
export function differenceOf(
  construct: Construct,
  sources: readonly SourceObject[],
): { readonly difference: string | undefined; readonly patches: readonly Expression[] } {
  const patches: Expression[] = [];
  const made = construct.node.findAll().filter((each) => ApiObject.isApiObject(each));
  const [only] = made;
  const [source] = sources;
  if (only === construct && source !== undefined) {
    // What has no name, or no namespace among those that have one, gets them from cdk8s.
    const written = only.toJson() as JsonMap;
    const [from, to] = [metadataOf(source.object), metadataOf(written)];
    for (const key of ['name', 'namespace']) {
      if (from[key] !== undefined || to[key] === undefined) continue;
      only.addJsonPatch(JsonPatch.remove(`/metadata/${key}`));
      patches.push(removal(`/metadata/${key}`));
    }
  }
  const left = new Map(sources.map((each) => [identityOf(each.reference), each]));
  for (const each of made) {
    const written = each.toJson() as JsonMap;
    const key = identityOf(referenceOf(written));
    const of = left.get(key);
    if (of === undefined) return { difference: `it would make ${each.kind} ${each.name} as well`, patches };
    left.delete(key);
    const comparison = compareObjects(of.object, written);
    if (!comparison.same) return { difference: `of ${each.kind} ${each.name}, ${comparison.difference}`, patches };
  }
  const [missing] = left.values();
  return {
    difference: missing && `it would not make ${missing.reference.kind} ${missing.reference.name}`,
    patches,
  };
}

function metadataOf(object: JsonMap): JsonMap {
  return isMap(object.metadata) ? object.metadata : {};
}
