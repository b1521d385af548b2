/** How many values a value is when every alias in it is written out, counted without writing them out. */
export function expandedSize(value: unknown): number {
  const known = new Map<object, number>();

  function sizeOf(node: unknown): number {
    if (typeof node !== 'object' || node === null) return 1;
    const before = known.get(node);
    if (before !== undefined) return before;
    let size = 1;
    for (const child of Object.values(node)) size += sizeOf(child);
    known.set(node, size);
    return size;
  }

  return sizeOf(value);
}
