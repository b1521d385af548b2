import type { Places, Span } from '../places';
import * as fields from '../set-field';
import { TextError } from '../text-error';

// A local name: an imported one is the call of a getter where the source is run without being compiled.
const { setField } = fields;

type JsonObject = Readonly<Record<string, unknown>>;

/** A map that is being read. */
export class OpenMap {
  readonly map: Record<string, unknown> = {};
  /** Keys that it has only from what was merged into it. */
  private merged: Set<string> | undefined;

  constructor(private readonly places: Places | undefined) {}

  /**
   * @param offset of the key
   * @returns whether the key was there already
   */
  add(key: string, value: unknown, offset: number, span: Span | undefined): boolean {
    const { map } = this;
    const isThere = map[key] !== undefined && Object.hasOwn(map, key);
    const isDuplicate = isThere && this.merged?.delete(key) !== true;
    if (span !== undefined) this.places?.addEntry(map, key, offset, span, isDuplicate);
    setField(map, key, value);
    return isDuplicate;
  }

  /**
   * Merges a map, or a list of maps of which the first counts most. Unlike YAML's specification has it, what is merged
   * takes precedence over what stands before it.
   *
   * @param offset of `<<`
   * @returns the maps
   * @throws TextError
   */
  merge(value: unknown, offset: number): readonly object[] {
    const sources: readonly unknown[] = Array.isArray(value) ? [...value].reverse() : [value];
    if (!sources.every(isJsonObject)) failMerge(offset);
    this.merged ??= new Set();
    for (const source of sources) {
      for (const key of Object.keys(source)) {
        if (!Object.hasOwn(this.map, key)) this.merged.add(key);
        setField(this.map, key, source[key]);
      }
      this.places?.merge(this.map, source);
    }
    return sources;
  }
}

export function failMerge(offset: number): never {
  throw new TextError('map merge requires map or sequence of maps as the value', offset);
}

function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
