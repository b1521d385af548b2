import type { FieldPath } from '../model/finding';
import { readDocuments, type TextDocument } from '../model/read-documents';
import { textSource } from '../model/source/text-source';

/** One document of a file. */
export interface LocatedDocument {
  readonly value: unknown;
  /** Counted from 1, empty documents included. */
  readonly number: number;
  /** The line of the first content, counted from 1. */
  readonly line: number;
}

/** A YAML or JSON file with the lines where its maps and lists begin. */
export interface LocatedYaml {
  readonly documents: readonly LocatedDocument[];
  /** The line of a map or list of this file: for the value of a key, the line of the key. */
  lineOf(value: object): number | undefined;
}

/** Text that is not YAML. */
export class SyntaxProblem extends Error {
  constructor(
    readonly document: number,
    readonly line: number,
    reason: string,
  ) {
    super(reason);
  }
}

/**
 * Reads YAML or JSON as `kubectl` does.
 *
 * @throws SyntaxProblem
 */
export function readLocatedYaml(text: string): LocatedYaml {
  const documents: TextDocument[] = [];
  for (const document of readDocuments(textSource('', text))) {
    documents.push(document);
    const problem = document.problems.find(({ severity }) => severity === 'error');
    if (problem !== undefined) throw new SyntaxProblem(documents.length, problem.line, problem.message);
  }
  return {
    documents: documents.map(({ value, places }, index) => ({ value, number: index + 1, line: places.start.line })),
    lineOf(value) {
      const whole = documents.find((document) => document.value === value);
      for (const document of whole === undefined ? documents : [whole]) {
        const path = wayTo(value, document.value);
        if (path !== undefined) return document.places.locate(path).line;
      }
      return undefined;
    },
  };
}

/** The way to a map or list inside of another. */
function wayTo(value: object, root: unknown): FieldPath | undefined {
  const ways = new Map<unknown, FieldPath>([[root, []]]);
  // What is added during the iteration is visited as well.
  for (const [around, way] of ways) {
    if (around === value) return way;
    if (typeof around !== 'object' || around === null) continue;
    for (const [key, child] of Object.entries(around)) {
      if (typeof child !== 'object' || child === null || ways.has(child)) continue;
      ways.set(child, [...way, Array.isArray(around) ? Number(key) : key]);
    }
  }
  return undefined;
}
