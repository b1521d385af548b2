import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type NativeDifference, withDifference } from '../../codegen/native-difference';
import type { NativeKind, NativeSchemaFile } from '../../codegen/native-schema';
import { readCompressed } from '../../kube/compressed-file';
import { apiVersionOf } from '../../kube/object-reference';
import { remembered } from '../../kube/remembered';
import { NATIVE_KINDS, OTHER_KUBERNETES, OWN_IMPORTS } from '../../schema/own-imports';
import { type NativeFile, ofWhole, readNativeFile } from './definitions';

/** The built-in kinds with their shapes, and the version of Kubernetes, such as `1.34.0`. */
export interface NativeKindsOf extends NativeFile {
  find(apiVersion: string, kind: string): NativeKind | undefined;
  /** All versions of a kind. */
  versions(group: string, kind: string): readonly NativeKind[];
  /** All kinds of a group, in all versions. */
  ofGroup(group: string): readonly NativeKind[];
}

/** Reads the built-in kinds that a file in the form of `imports/kubernetes.schema.json` has. */
export function readNativeKinds(file: string): NativeKindsOf {
  return index(readNativeFile(readFileSync(file, 'utf8')));
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
  const usual = readFileSync(join(OWN_IMPORTS, NATIVE_KINDS), 'utf8');
  if (minor === USUAL_KUBERNETES) return index(readNativeFile(usual));
  const difference = JSON.parse(readCompressed(join(OTHER_KUBERNETES, `${minor}.json.br`))) as NativeDifference;
  return index(ofWhole(withDifference(JSON.parse(usual) as NativeSchemaFile, difference)));
}

function index(file: NativeFile): NativeKindsOf {
  const { kinds } = file;
  const byVersion = new Map<string, Map<string, NativeKind>>();
  for (const kind of kinds) {
    const apiVersion = apiVersionOf(kind.group, kind.version);
    remembered(byVersion, apiVersion, () => new Map<string, NativeKind>()).set(kind.kind, kind);
  }
  return {
    ...file,
    find: (apiVersion, kind) => byVersion.get(apiVersion)?.get(kind),
    ofGroup: (group) => kinds.filter((one) => one.group === group),
    versions: (group, kind) => kinds.filter((one) => one.group === group && one.kind === kind),
  };
}
