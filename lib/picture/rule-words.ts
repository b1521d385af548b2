/** A rule without conditions takes what those before it leave. */
export function whenOf(conditions: string, index: number): string {
  return conditions === '' && index > 0 ? 'otherwise' : conditions;
}

/** What there is of some words: `/login · 80 %`. */
export function joined(words: readonly string[]): string {
  return words.filter((word) => word !== '').join(' · ');
}

export function percent(value: number): string {
  return `${Number(value.toFixed(2))} %`;
}
