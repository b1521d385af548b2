/** What an experiment may do out of the ordinary, if it says why. */
export type ReasonName = 'irreversible' | 'control-ports' | 'system-namespace';

/** The annotation of a ChaosBlade object that says why. */
export function reasonKey(name: ReasonName): string {
  return `meshwright.dev/${name}`;
}
