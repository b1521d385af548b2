import { MeshwrightError } from '../core/errors';
import { asksFor, PLACEHOLDERS, readTemplate, variablesIn } from '../flagger-catalogue/query-template';

type Blank = ' ' | '\n' | '\t' | '-';
type Trim<Text extends string> = Text extends `${Blank}${infer Rest}`
  ? Trim<Rest>
  : Text extends `${infer Rest}${Blank}`
    ? Trim<Rest>
    : Text;

/** What stands between `{{` and `}}` in a query that is known to the compiler. */
type Actions<Query extends string> = Query extends `${string}{{${infer Action}}}${infer Rest}`
  ? Trim<Action> | Actions<Rest>
  : never;

type VariableOf<Action> = Action extends `variables.${infer Name}` ? Name : never;

/** The variables that a query asks for: `'direction'` for `{{ variables.direction }}`. */
export type QueryVariable<Query extends string> = VariableOf<Actions<Query>>;

/** Whether a query asks for `{{ interval }}`. */
export type HasInterval<Query extends string> = 'interval' extends Actions<Query> ? true : false;

/** What a query asks for, found at run time: for queries that are put together. */
export interface Placeholders {
  readonly interval: boolean;
  readonly variables: readonly string[];
}

/**
 * The placeholders of a query.
 *
 * @throws MeshwrightError when one is not closed, or is one that Flagger does not know: every check would fail
 */
export function placeholdersOf(where: string, query: string): Placeholders {
  const template = readTemplate(query);
  const { parts, problem } = template;
  if (problem !== undefined && problem.action === undefined) {
    throw new MeshwrightError(where, 'the query has "{{" without "}}": close it');
  }
  const computed = parts.find((part) => part.is === 'computed')?.text.trim() ?? problem?.action;
  if (computed !== undefined) {
    throw new MeshwrightError(
      where,
      `the query asks for {{ ${computed} }}, which Flagger does not know: use ${PLACEHOLDERS.join(', ')} or variables.<name>`,
    );
  }
  return { interval: asksFor(template, 'interval'), variables: variablesIn(template) };
}
