import { clientOf } from '../kube/client-kinds';
import { apiVersionOf, groupOf } from '../kube/object-reference';
import { closest } from '../kube/suggestion';
import type { Severity } from '../model/finding';
import type { NativeKinds } from '../native/native-kinds';
import type { SchemaRule } from '../schema/rules';
import { Path } from '../violation/path';
import type { Violation } from '../violation/violation';

// What is said of an object whose kind the API server does not serve.

/** Something about a whole object. */
export function statement(rule: SchemaRule, path: Path, detail: string, fix?: string, severity?: Severity): Violation {
  return { rule, type: 'statement', path, detail, fix, severity };
}

/** A version that an API server knows, and does not serve unless somebody turns it on. */
export function notServed(native: NativeKinds, apiVersion: string, kind: string): Violation {
  const group = groupOf(apiVersion);
  const served = native.servedVersions(group, kind);
  if (served.length > 0) return unserved(apiVersion, kind, { group, served });
  const path = Path.ROOT.child('apiVersion');
  const detail = `${noMatch(apiVersion, kind)}: it is not served by default`;
  const fix = `start the API server with --runtime-config=${apiVersion}=true`;
  return statement('SCHEMA_VERSION', path, detail, native.isCreated(apiVersion, kind) ? fix : undefined);
}

/** A list of a kind that there is not. */
export function noSuchList(apiVersion: string, kind: string): Violation {
  const detail = noMatch(apiVersion, kind);
  return statement('SCHEMA_VERSION', Path.ROOT.child('apiVersion'), detail, 'a List is written with apiVersion: v1');
}

/** A version that is not served of a kind of which others are. */
export function unserved(
  apiVersion: string,
  kind: string,
  { group, served, assumed = false }: { group: string; served: readonly string[]; assumed?: boolean },
): Violation {
  const versions = served.length === 1 ? `served version is ${served[0]}` : `served versions are ${served.join(', ')}`;
  return statement(
    'SCHEMA_VERSION',
    Path.ROOT.child('apiVersion'),
    `${noMatch(apiVersion, kind)}: ${versions}`,
    `write apiVersion: ${apiVersionOf(group, served[0] ?? '')}${assumed ? ', or import the CRD that is installed' : ''}`,
    assumed ? 'warning' : undefined,
  );
}

/**
 * A kind of which nothing is known.
 *
 * @param kinds that are known of its group
 */
export function unknownKind(
  native: NativeKinds,
  apiVersion: string,
  kind: string,
  kinds: readonly string[],
): Violation {
  const group = groupOf(apiVersion);
  const message = noMatch(apiVersion, kind);
  const path = Path.ROOT.child('kind');
  const served = native.servedVersions(group, kind);
  if (served.length > 0) return unserved(apiVersion, kind, { group, served });
  const ofKubernetes = native.all().filter((each) => each.group === group);
  const meant = closest(kind, [...kinds, ...ofKubernetes.map((each) => each.kind)]);
  if (meant !== undefined) return statement('SCHEMA_UNKNOWN_KIND', path, message, `did you mean ${meant}?`);
  const client = clientOf(apiVersion, kind);
  if (client !== undefined) {
    const what = group === '' ? `${kind} of apiVersion ${apiVersion}` : `${kind} of ${group}`;
    const detail = `${what} is read by ${client} and sent to no API server, so it is not checked`;
    return statement('SCHEMA_UNKNOWN_KIND', path, detail, undefined, 'note');
  }
  // No definition can add to the groups of the API server itself.
  if (isOwn(native, group)) return statement('SCHEMA_UNKNOWN_KIND', path, message, movedFix(native, kind));
  return statement(
    'SCHEMA_UNKNOWN_KIND',
    path,
    `${message}: nothing is known of it, so it is not checked`,
    // The group of a definition is a domain.
    group.includes('.') ? 'import its CRD: npx meshwright import URL' : undefined,
    'note',
  );
}

/** Whether a group is one of the API server itself, in this version or an old one. */
export function isOwn(native: NativeKinds, group: string): boolean {
  return group === 'extensions' || native.hasGroup(group);
}

/** Where the kinds of the old group `extensions` went. */
const SUCCESSORS: readonly string[] = ['apps', 'networking.k8s.io', 'policy', 'batch'];

function movedFix(native: NativeKinds, kind: string): string | undefined {
  for (const group of SUCCESSORS) {
    const [version] = native.servedVersions(group, kind);
    if (version !== undefined) return `write apiVersion: ${group}/${version}`;
  }
  return undefined;
}

function noMatch(apiVersion: string, kind: string): string {
  return `no matches for kind "${kind}" in version "${apiVersion}"`;
}
