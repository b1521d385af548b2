import { readable, visible } from '../kube/readable';

/** How text for people is printed. */
export interface TextOptions {
  /** Whether to use colours of the terminal. @default false */
  readonly colours?: boolean;
}

/** What a part of a text is, by which it has its colour. */
const CODES = { bold: 1, dim: 2, bad: 31, good: 32, warning: 33, note: 36 } as const;
export type Style = keyof typeof CODES;
export type Paint = (style: Style, text: string) => string;

/** Stands for the beginning of a code of ours until values are made harmless. Nobody knows it who writes a manifest. */
const OURS = `\x1b${Math.random().toString(36).slice(2)}[`;
const EACH_OF_OURS = new RegExp(`${OURS.replace('[', '\\[')}\\d+m`, 'g');

/** A text of pieces that are whole lines, with colours where they are wanted, and without what values would do to a terminal. */
export function* painted(
  { colours = false }: TextOptions,
  print: (paint: Paint) => Iterable<string>,
): Generator<string> {
  if (!colours) {
    for (const piece of print((_style, text) => text)) yield readable(piece);
    return;
  }
  for (const piece of print(paint)) yield coloured(piece);
}

function paint(style: Style, text: string): string {
  return text === '' ? text : `${OURS}${CODES[style]}m${text}${OURS}0m`;
}

function coloured(piece: string): string {
  const plain = piece.replaceAll(EACH_OF_OURS, '');
  const safe = readable(plain);
  // A text of which something is left out keeps no colours: they would not end where they should.
  if (safe !== visible(plain)) return safe;
  return piece.split(OURS).map(readable).join('\x1b[');
}
