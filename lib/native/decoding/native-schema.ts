import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonSchema } from '../../codegen/custom-resource-definition';
import { type NativeDifference, withDifference } from '../../codegen/native-difference';
import type { NativeKind, NativeSchemaFile } from '../../codegen/native-schema';
import { readCompressed } from '../../kube/compressed-file';
import { apiVersionOf } from '../../kube/object-reference';
import { remembered } from '../../kube/remembered';
import { NATIVE_KINDS, OTHER_KUBERNETES, OWN_IMPORTS } from '../../schema/own-imports';

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
export interface NativeKindsOf {
  /** The version of Kubernetes, such as `1.34.0`. */
  readonly version: string;
  readonly definitions: Readonly<Record<string, NativeSchema>>;
  readonly kinds: readonly NativeKind[];
  find(apiVersion: string, kind: string): NativeKind | undefined;
  /** All versions of a kind. */
  versions(group: string, kind: string): readonly NativeKind[];
  /** All kinds of a group, in all versions. */
  ofGroup(group: string): readonly NativeKind[];
}

/** Reads the built-in kinds that a file in the form of `imports/kubernetes.schema.json` has. */
export function readNativeKinds(file: string): NativeKindsOf {
  return index(JSON.parse(readFileSync(file, 'utf8')) as NativeSchemaFile);
}

/** The minor version of Kubernetes whose kinds this package has as a whole. */
export const USUAL_KUBERNETES = '1.34';

/** The minor versions of Kubernetes whose kinds this package knows, the oldest first. */
export function knownKubernetes(): readonly string[] {
  const others = readdirSync(OTHER_KUBERNETES).map((name) => name.replace(/\.json\.br$/, ''));
  return [...others, USUAL_KUBERNETES].sort((a, b) => Number(a.split('.')[1]) - Number(b.split('.')[1]));
}

/**
 * Reads the kinds that are built into a version of Kubernetes, which takes a millisecond or two.
 *
 * @param minor one of {@link knownKubernetes}
 */
export function loadNativeKinds(minor = USUAL_KUBERNETES): NativeKindsOf {
  // Compiled files lie in `build/`, with a copy of `imports/`.
  const usual = JSON.parse(readFileSync(join(OWN_IMPORTS, NATIVE_KINDS), 'utf8')) as NativeSchemaFile;
  if (minor === USUAL_KUBERNETES) return index(usual);
  const text = readCompressed(join(OTHER_KUBERNETES, `${minor}.json.br`));
  return index(withDifference(usual, JSON.parse(text) as NativeDifference));
}

function index({ version, kinds, definitions }: NativeSchemaFile): NativeKindsOf {
  const byVersion = new Map<string, Map<string, NativeKind>>();
  for (const kind of kinds) {
    const apiVersion = apiVersionOf(kind.group, kind.version);
    remembered(byVersion, apiVersion, () => new Map<string, NativeKind>()).set(kind.kind, kind);
  }
  return {
    version,
    kinds,
    definitions: definitions as Readonly<Record<string, NativeSchema>>,
    find: (apiVersion, kind) => byVersion.get(apiVersion)?.get(kind),
    ofGroup: (group) => kinds.filter((one) => one.group === group),
    versions: (group, kind) => kinds.filter((one) => one.group === group && one.kind === kind),
  };
}
