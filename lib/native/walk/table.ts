import type { JsonMap } from '../../kube/json';
import type { Path } from '../../violation/path';
import type { Report, Rule } from '../rules';
import type { Constraint } from './constraints';

/** What is said of structs, by the names of their definitions in the API server's OpenAPI, such as `core.v1.PodSpec`. */
export type Tables = Readonly<Record<string, Table>>;

/** What is said of a struct, wherever it occurs. */
export interface Table {
  /** The rule that is broken, unless a field says otherwise. */
  readonly rule: Rule;
  /** What is said of single fields. */
  readonly fields?: Readonly<Record<string, readonly Constraint[] | FieldTable>>;
  /** Fields of which exactly one is given; the others of the struct do not matter for that. */
  readonly union?: Union;
  /** What compares fields, with each other or with those of what is around. */
  readonly check?: Check;
  /** What the API server accepts, and warns of. */
  readonly warn?: Check;
  /** Called when all that is inside was looked at. */
  readonly done?: (object: JsonMap, at: Path, context: Context, isRight: boolean) => void;
  /** Fields that are decoded and not looked at, or whose checks are those of the struct around them. */
  readonly skip?: readonly string[];
  /** Fields that are not looked at because of what is said beside them. */
  readonly ignores?: (object: JsonMap, context: Context) => readonly string[];
  /** Fields that are looked at before the others, because the others need to know what is right in them. */
  readonly first?: readonly string[];
  /** Fields that the API server calls by another name than their own; empty for those of which it says nothing. */
  readonly names?: Readonly<Record<string, string>>;
  /** Fields that nothing is compared with: what is said of the rest does not depend on them. They may be missing. */
  readonly alone?: readonly string[];
}

/** One of several fields. Of several that are given, the API server looks at the first only. */
export interface Union {
  /** In the order in which the API server looks for them. */
  readonly members: readonly string[];
  /** What is said when there is none. */
  readonly missing: string;
  /** What is said of each but the first. */
  readonly several: string;
  /** Members of which the API server does not mind that there are others. */
  readonly tolerated?: readonly string[];
  /** Members that the API server calls by another name than their own when it says that. */
  readonly called?: Readonly<Record<string, string>>;
}

/** What is said of a field by another rule than that of its struct. */
export interface FieldTable {
  readonly rule: Rule;
  readonly constraints: readonly Constraint[];
}

export type Check = (object: JsonMap, at: Path, context: Context) => void;

/**
 * What is known where a struct is checked. Whoever asks what is around says by that that the struct cannot be judged by
 * itself.
 */
export interface Context {
  readonly report: Report;
  /** The group and kind of the whole object: `apps/Deployment`, `/Pod`. */
  readonly kind: string;
  /** The whole object, as it was decoded. */
  readonly object: JsonMap;
  /** What is around, from the inside. */
  readonly around: Surrounding | undefined;
  /** What containers can mount, by the specifications of their pods. */
  readonly volumes: Map<JsonMap, Map<string, string>>;
}

/** A struct around another. */
export interface Surrounding {
  /** The name of its definition. */
  readonly name: string;
  readonly object: JsonMap;
  readonly at: Path;
  /** Its field that leads inside. */
  readonly field: string;
  readonly around: Surrounding | undefined;
}

/** A field with a rule of its own. */
export function ruled(rule: Rule, ...constraints: readonly Constraint[]): FieldTable {
  return { rule, constraints };
}

/** The nearest struct of a definition around a place. */
export function enclosing(context: Context, ...names: readonly string[]): Surrounding | undefined {
  for (let around = context.around; around !== undefined; around = around.around) {
    if (names.includes(around.name)) return around;
  }
  return undefined;
}
