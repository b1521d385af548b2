const SPECIAL: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f' };

/** What is not seen where it is written, or ends a line for JavaScript. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\ufeff\u00a0]/gu;

/** A text as TypeScript: in the quotes that need fewer escapes, over several lines where it has several. */
export function printText(text: string, { oneLine = false } = {}): string {
  if (!oneLine && isTemplate(text)) return `\`${escapedIn(text, /[\\`]|\$(?=\{)/g, '\n')}\``;
  const [single, double] = [count(text, "'"), count(text, '"')];
  const quote = single > double ? '"' : "'";
  return `${quote}${escapedIn(text, quote === '"' ? /[\\"]/g : /[\\']/g, '')}${quote}`;
}

/** Whether a text is printed with its line breaks. */
export function isTemplate(text: string): boolean {
  return text.split('\n').length > 2 && !text.includes('\r');
}

function escapedIn(text: string, escaped: RegExp, kept: string): string {
  return text
    .replace(escaped, '\\$&')
    .replace(UNSEEN, (character) => (character === kept ? character : (SPECIAL[character] ?? hexadecimal(character))));
}

function hexadecimal(character: string): string {
  const code = character.codePointAt(0) as number;
  const digits = code.toString(16);
  return code > 0xffff ? `\\u{${digits}}` : `\\u${digits.padStart(4, '0')}`;
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
