/** Grafana's `$name`, `${name}`, `${name:format}` and Flagger's `{{ name }}`. */
const VARIABLE = /\{\{[^{}]*\}\}|\$\{[^{}]*\}|\$\w+/g;

/** A text in quotes, or a comment: what a query holds there is not PromQL. */
const OPAQUE = /"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'|`[^`]*`|#[^\n]*/g;

/**
 * The query with something that parses in place of each variable, and of the same length, so that positions stay: a
 * duration between brackets and after `offset`, an identifier elsewhere. Within quotes nothing has to be done.
 */
export function fillVariables(text: string): string {
  return outsideOfText(text, (part, before) =>
    part.replace(VARIABLE, (variable, index: number) => {
      const left = before + part.slice(0, index);
      const isDuration = /\[[^\]]*$/.test(left) || /\boffset\s+-?$/i.test(left);
      return isDuration ? '1m'.padEnd(variable.length) : 'x'.repeat(variable.length);
    }),
  );
}

/** The names of Grafana's variables, each once. */
export function variablesOf(text: string): string[] {
  const names = [...text.matchAll(VARIABLE)].flatMap(([variable]) => {
    const [, name] = /^\$\{?(\w+)/.exec(variable) ?? [];
    return name === undefined ? [] : [name];
  });
  return [...new Set(names)];
}

/** Whether whatever follows stands inside quotes. */
export function isInsideText(text: string): boolean {
  let rest = '';
  outsideOfText(text, (part) => {
    rest += part;
    return part;
  });
  return /["'`]/.test(rest);
}

function outsideOfText(text: string, change: (part: string, before: string) => string): string {
  let result = '';
  let position = 0;
  for (const match of text.matchAll(OPAQUE)) {
    result += change(text.slice(position, match.index), result) + match[0];
    position = match.index + match[0].length;
  }
  return result + change(text.slice(position), result);
}
