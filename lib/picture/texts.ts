import { groupName } from './folded';
import type { Change, PictureNode } from './picture';

/** The height of a line of text, in pixels. */
export const LINE = 15;
/** What is between the border of a node and its text, in pixels. */
const PADDING = 8;
/** No font is measured, so that every machine draws the same: letters are mostly less wide than this. */
const LETTER = 6.4;
const BOLD_LETTER = 7.8;
/** In letters. */
const LONGEST = 36;
const MOST_LINES = 6;

/** In pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What stands before what changed, so that it does not rest on colours. */
export const SIGNS: Readonly<Record<Change, string>> = { new: '+', gone: '−', changed: '~' };

/** The texts of a node: its name, then what is below it. */
export function textsOf({ name, caption, lines, change }: PictureNode): readonly string[] {
  const sign = change === undefined ? '' : `${SIGNS[change]} `;
  return [`${sign}${withoutMiddle(name)}`, ...shortened([caption, ...lines])];
}

/** What fits: long lines are broken between words, a word that is too long loses its middle, and lines are few. */
export function shortened(lines: readonly string[]): readonly string[] {
  const broken = lines.flatMap(wrapped);
  const more = broken.length - MOST_LINES;
  return more > 0 ? [...broken.slice(0, MOST_LINES - 1), `and ${more + 1} more lines`] : broken;
}

function wrapped(line: string): readonly string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ').map(withoutMiddle)) {
    if (current !== '' && lengthOf(current) + 1 + lengthOf(word) > LONGEST) {
      lines.push(current);
      current = word;
    } else current = current === '' ? word : `${current} ${word}`;
  }
  return [...lines, current];
}

function withoutMiddle(word: string): string {
  const letters = [...word];
  if (letters.length <= LONGEST) return word;
  const half = Math.floor((LONGEST - 1) / 2);
  return `${letters.slice(0, half).join('')}…${letters.slice(-half).join('')}`;
}

/** What a namespace is called above what is in it. */
export function groupLabel(namespace: string): string {
  return groupName(namespace).split(' ').map(withoutMiddle).join(' ');
}

/** The width of that, in pixels. */
export function groupLabelWidth(namespace: string): number {
  return Math.ceil((lengthOf(groupLabel(namespace)) + 2) * LETTER) + 2 * PADDING;
}

function lengthOf(text: string): number {
  return [...text].length;
}

/** The size of lines of text, of which the first may be bold, with what is around them. */
export function sizeOf(texts: readonly string[], first: 'bold' | 'plain'): Size {
  const widths = texts.map((text, index) => lengthOf(text) * (first === 'bold' && index === 0 ? BOLD_LETTER : LETTER));
  return { width: Math.ceil(Math.max(...widths)) + 2 * PADDING, height: texts.length * LINE + 2 * PADDING };
}
