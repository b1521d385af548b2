import type { AttributeName, Cell } from './attribute';
import type { Box, Space } from './box';

/** Of how many values one after the other is spoken. */
const MAX_VALUES = 6;

/** What requests in boxes have in common, a phrase for each box; none where these are all requests. */
export function requestWords(space: Space, boxes: readonly Box[]): readonly string[] {
  const phrases = boxes.map((box) => {
    const parts = space.attributes.flatMap(({ name, cells }, index) => {
      if (space.isWhole(box, index)) return [];
      const own = new Set(space.cellsIn(box, index));
      return partWords(
        name,
        cells.filter((_, cell) => own.has(cell)),
        cells.filter((_, cell) => !own.has(cell)),
      );
    });
    return parts.join(', ');
  });
  return phrases.includes('') ? [] : [...new Set(phrases)].sort();
}

/** What is said of some of the values of an attribute. */
function partWords(name: AttributeName, inside: readonly Cell[], outside: readonly Cell[]): readonly string[] {
  const [said, others] = [wordsOf(inside), wordsOf(outside)];
  const rest = others.filter((each) => !said.includes(each));
  // Those that no literal is for are told by what they are not.
  const isNamed = inside.every(({ words }) => words !== undefined);
  if (isNamed && (rest.length === 0 || said.length <= rest.length)) return [phrase(said)];
  if (rest.length > 0) return [negated(name, rest)];
  return said.length === 0 ? [] : [`with some of ${listed(said, ', ')}, or with none of them`];
}

function phrase(said: readonly string[]): string {
  return said.length === 1 && said[0]?.startsWith('without ') === true ? said[0] : `with ${listed(said, ' or ')}`;
}

function negated(name: AttributeName, words: readonly string[]): string {
  if (words.length === 1 && words[0]?.startsWith('without ') === true)
    return `with ${words[0].slice('without '.length)}`;
  const isAlways = name === 'path' || name === 'method' || name === 'authority' || name === 'source address';
  return `${isAlways ? 'but not with' : 'without'} ${listed(words, ' or ')}`;
}

/** What cells are called; what one of the others covers is left out. */
function wordsOf(cells: readonly Cell[]): readonly string[] {
  const all = [...new Set(cells.flatMap(({ words }) => words ?? []))];
  const prefixes = cells.flatMap(({ words, value = '' }) => {
    const text = /^a \S+ that begins with (.*)$/.exec(words ?? '')?.[1];
    return text === undefined || !value.startsWith(text) ? [] : [{ words, text }];
  });
  const covered = new Set(
    cells.flatMap(({ words, value = '' }) =>
      prefixes.some((prefix) => prefix.words !== words && value.startsWith(prefix.text)) ? (words ?? []) : [],
    ),
  );
  return all.filter((each) => !covered.has(each));
}

function listed(words: readonly string[], separator: string): string {
  const more = words.length - MAX_VALUES;
  const shown = words.slice(0, MAX_VALUES).join(separator);
  return more > 0 ? `${shown}${separator}${more} more` : shown;
}
