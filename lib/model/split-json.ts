import type { DocumentText } from './split-documents';

/**
 * Splits JSON objects that follow each other, with nothing or a line break between them, as `kubectl` takes them.
 *
 * @returns nothing when the text is anything else
 */
export function splitJson({ text, line }: DocumentText): DocumentText[] {
  const parts: DocumentText[] = [];
  let depth = 0;
  let inString = false;
  let start = -1;
  let lineStart = 0;
  let startLine = line;
  let startColumn = 0;
  let current = line;
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === 0x0a) {
      current++;
      lineStart = at + 1;
    }
    if (inString) {
      if (character === 0x5c) at++;
      else if (character === 0x22) inString = false;
    } else if (character === 0x22) {
      if (depth === 0) return [];
      inString = true;
    } else if (character === 0x7b || character === 0x5b) {
      if (depth++ > 0) continue;
      start = at;
      startLine = current;
      startColumn = at - lineStart;
    } else if (character === 0x7d || character === 0x5d) {
      if (--depth < 0) return [];
      // Blanks keep the columns.
      if (depth === 0) parts.push({ text: ' '.repeat(startColumn) + text.slice(start, at + 1), line: startLine });
    } else if (depth === 0 && character > 0x20) {
      return [];
    }
  }
  return depth === 0 && !inString ? parts : [];
}
