import { ApiObject, type ApiObjectProps, App, Chart } from 'cdk8s';
import { isMap, type JsonMap } from '../kube/json';
import { describeObject } from '../kube/object-reference';
import type { SourceObject } from './read/read-sources';
import { compareObjects } from './same';

/** What cdk8s cannot write in any form, one line for each object. */
export function unwritable(sources: readonly SourceObject[]): readonly string[] {
  const chart = new Chart(new App(), 'all');
  return sources.flatMap(({ file, reference, object }, index) => {
    const reason = keyIn(object) ?? textIn(object) ?? lossOf(chart, `${index}`, object);
    if (reason === undefined) return [];
    return [
      `${file}: ${describeObject(reference)}: ${reason}, which cdk8s cannot write: change it, or leave the object out`,
    ];
  });
}

/** A key that YAML can have, and that is lost on the way through objects of JavaScript, those of cdk8s among them. */
function keyIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const own = Array.isArray(value) ? undefined : ['__proto__', 'constructor'].find((key) => Object.hasOwn(value, key));
  if (own !== undefined) return `a key is ${own}`;
  for (const inner of Object.values(value)) {
    const found = keyIn(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A text that UTF-8 cannot hold. */
function textIn(value: unknown): string | undefined {
  if (typeof value === 'string') return isWellFormed(value) ? undefined : 'a text has half of a surrogate pair in it';
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = textIn(Array.isArray(value) ? undefined : key) ?? textIn(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isWellFormed(text: string): boolean {
  return !/\p{Cs}/u.test(text);
}

/** What would be another: cdk8s takes labels for maps, whatever they are. */
function lossOf(chart: Chart, id: string, object: JsonMap): string | undefined {
  if (object.metadata !== undefined && !isMap(object.metadata)) return 'its metadata is no map';
  try {
    const made = new ApiObject(chart, id, object as unknown as ApiObjectProps).toJson() as JsonMap;
    const { name } = isMap(object.metadata) ? object.metadata : {};
    const metadata = { ...(isMap(made.metadata) ? made.metadata : {}), ...(name === undefined ? {} : { name }) };
    if (name === undefined) delete metadata.name;
    const comparison = compareObjects(object, { ...made, metadata });
    return comparison.same ? undefined : comparison.difference;
  } catch (error) {
    return error instanceof Error
      ? (error.message.split('\n')[0] as string).replace(/^\[[^\]]*\] /, '')
      : String(error);
  }
}
