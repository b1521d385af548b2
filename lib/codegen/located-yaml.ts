import { CORE_SCHEMA, type LoadOptions, loadAll, Type, YAMLException } from 'js-yaml';

/** JSON's types, plus the merge keys (`<<: *base`) that hand-written files use. */
const SCHEMA = CORE_SCHEMA.extend({
  implicit: [new Type('tag:yaml.org,2002:merge', { kind: 'scalar', resolve: (key) => key === '<<' || key === null })],
});

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
 * Reads YAML or JSON as the API server would see it: no timestamp becomes a Date.
 *
 * js-yaml 4 on purpose: Flagger's CRD file has quoted scalars whose further lines are indented less than YAML allows.
 * Kubernetes' own reader takes them, and so does js-yaml 4; js-yaml 5 and `yaml` do not.
 *
 * @throws SyntaxProblem
 */
export function readLocatedYaml(text: string): LocatedYaml {
  const lines = new WeakMap<object, number>();
  const open: number[] = [];
  const starts: number[] = [];
  let line = 1;
  const options: LoadOptions & { readonly maxDepth: number } = {
    schema: SCHEMA,
    // A schema that unrolls a recursive type nests deeper than js-yaml's default of 100.
    maxDepth: 400,
    listener(event, state) {
      line = state.line + 1;
      if (event === 'open') {
        if (open.length === 0) starts.push(line);
        open.push(line);
        return;
      }
      const start = open.pop();
      const value: unknown = state.result;
      // An alias yields the map of its anchor, which has its line already.
      if (typeof value === 'object' && value !== null && start !== undefined && !lines.has(value)) {
        lines.set(value, start);
      }
    },
  };
  try {
    const values = loadAll(text, null, options);
    return {
      documents: values.map((value, index) => ({ value, number: index + 1, line: starts[index] ?? 1 })),
      lineOf: (value) => lines.get(value),
    };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    // Errors at the end of a file carry the line after the last one.
    const last = text.trimEnd().split(/\r\n|\r|\n/).length;
    throw new SyntaxProblem(
      Math.max(starts.length, 1),
      Math.min((error.mark?.line ?? line - 1) + 1, last),
      error.reason ?? error.message,
    );
  }
}
