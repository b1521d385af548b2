import type { NativeKind, NativeSchemaFile } from './native-schema';

/** In what the kinds of a version of Kubernetes differ from those of another one. */
export interface NativeDifference {
  readonly version: string;
  readonly added: readonly NativeKind[];
  /** `group/version/kind`. */
  readonly removed: readonly string[];
  /** Those that differ, as a whole; null for those that are not there. */
  readonly definitions: Readonly<Record<string, NativeSchemaFile['definitions'][string] | null>>;
}

/** What has to be said of a version beside another one. */
export function differenceOf(usual: NativeSchemaFile, other: NativeSchemaFile): NativeDifference {
  const text = (value: unknown) => JSON.stringify(value);
  const [ours, theirs] = [usual, other].map(({ kinds }) => new Set(kinds.map(text)));
  const names = new Set([...Object.keys(usual.definitions), ...Object.keys(other.definitions)]);
  const changed = [...names].sort().filter((name) => text(usual.definitions[name]) !== text(other.definitions[name]));
  return {
    version: other.version,
    added: other.kinds.filter((kind) => !ours?.has(text(kind))),
    removed: usual.kinds.filter((kind) => !theirs?.has(text(kind))).map(nameOf),
    definitions: Object.fromEntries(changed.map((name) => [name, other.definitions[name] ?? null])),
  };
}

/** The other version: what {@link differenceOf} was made of. */
export function withDifference(usual: NativeSchemaFile, difference: NativeDifference): NativeSchemaFile {
  const removed = new Set(difference.removed);
  const kinds = [...usual.kinds.filter((kind) => !removed.has(nameOf(kind))), ...difference.added];
  const definitions = Object.fromEntries(
    Object.entries({ ...usual.definitions, ...difference.definitions }).filter(
      (entry): entry is [string, NativeSchemaFile['definitions'][string]] => entry[1] !== null,
    ),
  );
  return { version: difference.version, kinds, definitions };
}

function nameOf({ group, version, kind }: NativeKind): string {
  return `${group}/${version}/${kind}`;
}
