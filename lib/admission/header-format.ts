/**
 * Envoy's format of the values of headers that are added: `%NAME%`, `%NAME(arguments)%`, and `%%` for a percent sign.
 *
 * @see https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage#format-strings
 */

type State =
  | 'text'
  | 'name'
  | 'arguments'
  | 'string'
  | 'start of string'
  | 'after string'
  | 'end of arguments'
  | 'end of name';

const EXPECTED: Partial<Record<State, string>> = {
  'start of string': '"',
  'after string': 'a comma or ]',
  'end of arguments': ')',
  'end of name': '%',
};

/** What is wrong with a text as a value that Envoy expands, if something is. */
export function whyNoHeaderFormat(text: string): string | undefined {
  let state: State = 'text';
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] as string;
    switch (state) {
      case 'text':
        if (char !== '%') break;
        if (at + 1 === text.length) return 'it ends with a single %, which begins the name of a variable';
        if (text[at + 1] === '%') at += 1;
        else state = 'name';
        break;
      case 'name':
        if (char === '%') state = 'text';
        else if (char === '(') state = 'arguments';
        break;
      case 'arguments':
        if (char === '[') state = 'start of string';
        else if (!isSpace(char)) state = 'string';
        break;
      case 'string':
        if (char === '\\') {
          if (at + 1 === text.length) return 'it ends with a backslash';
          at += 1;
        } else if (char === ')') state = 'end of name';
        else if (char === '"') state = 'after string';
        break;
      default: {
        const next = following(state, char);
        if (next === undefined) return `after ${JSON.stringify(text.slice(0, at))} there must be ${EXPECTED[state]}`;
        state = next;
      }
    }
  }
  return state === 'text' ? undefined : 'a variable that begins with % does not end with one';
}

/** What comes after a character where few are allowed. */
function following(state: State, char: string): State | undefined {
  if (isSpace(char)) return state;
  switch (state) {
    case 'start of string':
      return char === '"' ? 'string' : undefined;
    case 'after string':
      return char === ',' ? 'start of string' : char === ']' ? 'end of arguments' : undefined;
    case 'end of arguments':
      return char === ')' ? 'end of name' : undefined;
    default:
      return char === '%' ? 'text' : undefined;
  }
}

function isSpace(char: string): boolean {
  return ' \t\n\v\f\r'.includes(char);
}
