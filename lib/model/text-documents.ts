import type { JsonMap } from '../kube/json';
import type { FieldPath } from './finding';
import { readDocuments } from './read-documents';
import { textSource } from './source/text-source';

/** The documents of a text in an object, as {@link Manifest.documentsIn} gives them. */
export function documentsInText(object: JsonMap, path: FieldPath): readonly unknown[] {
  let text: unknown = object;
  for (const part of path) text = (text as Readonly<Record<string | number, unknown>> | null | undefined)?.[part];
  if (typeof text !== 'string') return [];
  return [...readDocuments(textSource(String(path.at(-1)), text))].map(({ value }) => value);
}
