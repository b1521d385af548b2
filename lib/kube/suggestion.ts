/** Texts that are longer than this are no slips of the pen, and comparing them would take long. */
const LENGTH_LIMIT = 64;

/** The candidate that was probably meant: another case, another separator, or a slip or two. */
export function closest(text: string, candidates: Iterable<string>): string | undefined {
  if (text.length > LENGTH_LIMIT) return undefined;
  const plain = simplified(text);
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(text.length / 3)) + 1;
  for (const candidate of candidates) {
    if (candidate === text || candidate.length > LENGTH_LIMIT) continue;
    const simple = simplified(candidate);
    if (simple === plain && plain !== '') return candidate;
    if (Math.abs(simple.length - plain.length) >= bestDistance) continue;
    const distance = editDistance(plain, simple);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  // In very short words every letter matters.
  return bestDistance >= Math.max(plain.length, 1) ? undefined : best;
}

export function didYouMean(text: string, candidates: Iterable<string>): string | undefined {
  const candidate = closest(text, candidates);
  return candidate === undefined ? undefined : `did you mean ${candidate}?`;
}

/**
 * Whether a text is another one with a slip of the pen: case and separators, a letter, in longer texts two, but no digit
 * and no part of a letter or two, as `v1` and `v2`, `service-a` and `service-b` are two things.
 */
export function isSlip(text: string, meant: string): boolean {
  if (text === meant || text.length > LENGTH_LIMIT || meant.length > LENGTH_LIMIT) return false;
  const [a, b] = [simplified(text), simplified(meant)];
  if (a.replace(/\D/g, '') !== b.replace(/\D/g, '')) return false;
  if (differInShortPart(text, meant)) return false;
  const shorter = Math.min(a.length, b.length);
  return a === b || (shorter >= 4 && editDistance(a, b) <= (shorter >= 8 ? 2 : 1));
}

const SEPARATORS = /[-_. ]/;

function differInShortPart(text: string, meant: string): boolean {
  const [parts, others] = [text.toLowerCase().split(SEPARATORS), meant.toLowerCase().split(SEPARATORS)];
  return (
    parts.length === others.length &&
    parts.some((part, index) => part !== others[index] && Math.max(part.length, others[index]?.length ?? 0) <= 2)
  );
}

function simplified(text: string): string {
  return text.toLowerCase().replace(/[-_. ]/g, '');
}

/** Insertions, deletions, replacements, and neighbours that changed places. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
