import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonSchema } from '../../codegen/custom-resource-definition';
import type { NativeKind, NativeSchemaFile } from '../../codegen/native-schema';
import { OWN_IMPORTS } from '../../schema/own-imports';

/**
 * A shape of a built-in kind. `null` is the same as absent everywhere: Go decodes it to nothing.
 *
 * Quantities have the format `quantity`, and may be a number or a text.
 */
export interface NativeSchema extends JsonSchema {
  /** `#/definitions/<name>`. */
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, NativeSchema>>;
  readonly additionalProperties?: NativeSchema | boolean;
  readonly items?: NativeSchema;
}

/** The built-in kinds with their shapes. */
export interface NativeKinds {
  /** The version of Kubernetes, such as `1.34.0`. */
  readonly version: string;
  readonly definitions: Readonly<Record<string, NativeSchema>>;
  find(apiVersion: string, kind: string): NativeKind | undefined;
  /** All versions of a kind. */
  versions(group: string, kind: string): readonly NativeKind[];
  /** All kinds of a group, in all versions. */
  ofGroup(group: string): readonly NativeKind[];
}

/** Compiled files lie in `build/`, with a copy of `imports/`. */
const FILE = join(OWN_IMPORTS, 'kubernetes.schema.json');

let loaded: NativeKinds | undefined;

/** Reads the built-in kinds when they are first asked for, which takes about a millisecond. */
export function loadNativeKinds(): NativeKinds {
  loaded ??= index(JSON.parse(readFileSync(FILE, 'utf8')) as NativeSchemaFile);
  return loaded;
}

function index({ version, kinds, definitions }: NativeSchemaFile): NativeKinds {
  const byKey = new Map(
    kinds.map((kind) => [`${kind.group === '' ? '' : `${kind.group}/`}${kind.version} ${kind.kind}`, kind]),
  );
  return {
    version,
    definitions: definitions as Readonly<Record<string, NativeSchema>>,
    find: (apiVersion, kind) => byKey.get(`${apiVersion} ${kind}`),
    ofGroup: (group) => kinds.filter((one) => one.group === group),
    versions: (group, kind) => kinds.filter((one) => one.group === group && one.kind === kind),
  };
}
