/** What Flagger puts into a query, by the name that the query uses. */
export const PLACEHOLDERS = ['name', 'namespace', 'target', 'service', 'ingress', 'route', 'interval'] as const;

/** The name of a placeholder. */
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** A part of a query. */
export type TemplatePart =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'placeholder'; readonly name: Placeholder }
  | { readonly is: 'variable'; readonly name: string }
  /** Something that the language of templates knows; what comes of it is not worked out. */
  | { readonly is: 'computed'; readonly text: string };

/** Why Flagger can make nothing of a query. */
export interface TemplateProblem {
  readonly at: number;
  readonly message: string;
  /** What stands between the braces; undefined when they are not closed. */
  readonly action?: string;
}

/** A query, as templates of Go read it. */
export interface QueryTemplate {
  readonly parts: readonly TemplatePart[];
  readonly problem?: TemplateProblem;
}

/** Functions and words of every template. @see https://pkg.go.dev/text/template#hdr-Functions */
const WORDS: ReadonlySet<string> = new Set([
  ...['and', 'call', 'html', 'index', 'slice', 'js', 'len', 'not', 'or', 'print', 'printf', 'println', 'urlquery'],
  ...['eq', 'ge', 'gt', 'le', 'lt', 'ne', 'true', 'false', 'nil'],
  ...['if', 'else', 'end', 'range', 'with', 'define', 'template', 'block', 'break', 'continue'],
]);

/** What stands in an action: texts, characters, comments, names with what precedes them. */
const TOKEN = /"(?:\\.|[^"\\])*"|`[^`]*`|'(?:\\.|[^'\\])*'|\/\*[\s\S]*?\*\/|(?:^|[^\w.$])\.\w+|[$.]?[A-Za-z_]\w*/g;

/** Reads a query. */
export function readTemplate(query: string): QueryTemplate {
  const parts: TemplatePart[] = [];
  let position = 0;
  while (true) {
    const start = query.indexOf('{{', position);
    if (start < 0) {
      if (position < query.length) parts.push({ is: 'text', text: query.slice(position) });
      return { parts };
    }
    if (start > position) parts.push({ is: 'text', text: query.slice(position, start) });
    const end = endOf(query, start + 2);
    if (end === undefined) return { parts, problem: { at: start, message: '"{{" is not closed' } };
    const read = partOf(query.slice(start + 2, end));
    if (read.is === 'problem') return { parts, problem: { at: start, message: read.message, action: read.action } };
    parts.push(read);
    position = end + 2;
  }
}

/** Where an action ends: closing braces in its texts do not count. */
function endOf(query: string, from: number): number | undefined {
  const pattern = /"(?:\\.|[^"\\])*"|`[^`]*`|\/\*[\s\S]*?\*\/|\}\}/g;
  pattern.lastIndex = from;
  for (let match = pattern.exec(query); match !== null; match = pattern.exec(query)) {
    if (match[0] === '}}') return match.index;
  }
  return undefined;
}

interface Problem {
  readonly is: 'problem';
  readonly message: string;
  readonly action: string;
}

function partOf(text: string): TemplatePart | Problem {
  const action = text.replace(/^-(?=\s)|(?<=\s)-$/g, '').trim();
  if (isPlaceholder(action)) return { is: 'placeholder', name: action };
  const variable = /^variables\.(\w+)$/.exec(action)?.[1];
  if (variable !== undefined) return { is: 'variable', name: variable };
  const shown = `{{ ${action} }}`;
  const problem = (message: string): Problem => ({ is: 'problem', message, action });
  if (action === '') return problem('there is nothing between "{{" and "}}"');
  for (const [token] of action.matchAll(TOKEN)) {
    const name = token.trimStart();
    if (/^(?:["'`]|\/\*)/.test(name)) continue;
    if (/^\W?\.\w/.test(name)) {
      // Within a loop the dot is something; otherwise there is no data.
      if (/^\.\w+$/.test(action)) return problem(`${shown} asks for data, and there is none`);
      continue;
    }
    if (/^[$.]/.test(name) || WORDS.has(name) || isPlaceholder(name) || name === 'variables') continue;
    return problem(`${shown} asks for ${name}, which Flagger does not know`);
  }
  return { is: 'computed', text };
}

function isPlaceholder(text: string): text is Placeholder {
  return (PLACEHOLDERS as readonly string[]).includes(text);
}

/** The query with values in place of placeholders; undefined when not all of it can be worked out. */
export function fillTemplate(
  { parts, problem }: QueryTemplate,
  placeholder: (name: Placeholder) => string,
  variable: (name: string) => string,
): string | undefined {
  if (problem !== undefined || parts.some(({ is }) => is === 'computed')) return undefined;
  return parts
    .map((part) => {
      switch (part.is) {
        case 'placeholder':
          return placeholder(part.name);
        case 'variable':
          return variable(part.name);
        default:
          return part.text;
      }
    })
    .join('');
}

/** The variables that a query asks for, each once. */
export function variablesIn({ parts }: QueryTemplate): readonly string[] {
  return [...new Set(parts.flatMap((part) => (part.is === 'variable' ? [part.name] : [])))];
}

/** Whether a query asks for a placeholder. */
export function asksFor({ parts }: QueryTemplate, name: Placeholder): boolean {
  return parts.some((part) => part.is === 'placeholder' && part.name === name);
}
