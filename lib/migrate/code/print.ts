import type { Comments, Expression, Handle, Imported } from './expression';
import { printText } from './text';

/** What names are printed for what an expression refers to. */
export interface Names {
  /** What a chart has declared, seen from where the expression stands: `reviews`, `this.reviews`, `web.reviews`. */
  ofHandle(handle: Handle): string;
  ofImport(imported: Imported): string;
  /** How the text of a file is read: `readFileSync(join(__dirname, 'a.json'), 'utf8')`. */
  ofFile(path: string): string;
}

/** How wide a record may be to stand on one line. */
const NARROW = 84;

/** An expression as TypeScript, to be laid out by a formatter. */
export function print(expression: Expression, names: Names): string {
  const part = (each: Expression) => print(each, names);
  switch (expression.type) {
    case 'literal':
      return typeof expression.value === 'string' ? printText(expression.value) : String(expression.value);
    case 'list':
      return printParts(
        '[',
        expression.items.map(({ value, comments }) => ({ text: part(value), comments })),
        ']',
        Number.POSITIVE_INFINITY,
      );
    case 'record':
      return printParts(
        '{',
        expression.entries.map(({ key, value, comments }) => ({ text: entry(key, value, part(value)), comments })),
        '}',
        NARROW,
      );
    case 'member':
      return isName(expression.name)
        ? `${part(expression.of)}.${expression.name}`
        : `${part(expression.of)}[${printText(expression.name)}]`;
    case 'imported':
      return names.ofImport(expression);
    case 'reference':
      return names.ofHandle(expression.to);
    case 'constant':
    case 'word':
      return expression.name;
    case 'file':
      return names.ofFile(expression.path);
    case 'call':
      return `${expression.isNew ? 'new ' : ''}${part(expression.callee)}(${expression.arguments.map(part).join(', ')})`;
  }
}

interface Part {
  readonly text: string;
  readonly comments: Comments | undefined;
}

/** Parts between brackets: on lines of their own if one has a comment, or all are wider than that. */
function printParts(open: string, parts: readonly Part[], close: string, width: number): string {
  const flat = `${open} ${parts.map(({ text }) => text).join(', ')} ${close}`;
  if (parts.length === 0) return open + close;
  if (parts.every(({ comments }) => comments === undefined) && flat.length <= width) return flat;
  const lines = parts.map(({ text, comments: { before = [], beside = [], after = [] } = {} }) =>
    [
      ...before.map(commentLine),
      `${text},${beside.length === 0 ? '' : ` ${commentLine(beside.join(' '))}`}`,
      ...after.map(commentLine),
    ].join('\n'),
  );
  return `${open}\n${lines.join('\n')}\n${close}`;
}

function entry(key: string, value: Expression, text: string): string {
  const name = printKey(key);
  return (value.type === 'reference' || value.type === 'constant') && text === name ? name : `${name}: ${text}`;
}

/** A key of a record, in quotes where it needs them. */
function printKey(key: string): string {
  if (key === '__proto__') return "['__proto__']";
  return isName(key) ? key : printText(key, { oneLine: true });
}

/** Whether a text can stand behind a dot. */
function isName(text: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(text);
}

/** A comment of one line. */
export function commentLine(text: string): string {
  const line = oneLine(text);
  return line === '' ? '//' : `// ${line}`;
}

/** A text in a comment before a declaration, which it cannot end. */
export function inComment(text: string): string {
  return oneLine(text).replaceAll('*/', '* /');
}

/** Without what would end a line, for JavaScript or for who reads it. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trimEnd();
}
