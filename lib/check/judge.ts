import { isMap, type JsonMap } from '../kube/json';
import { apiVersionOf, groupOf, versionOf } from '../kube/object-reference';
import { closest } from '../kube/suggestion';
import type { Severity } from '../model/finding';
import type { Manifest } from '../model/manifest';
import { nativeKinds } from '../native/native-kinds';
import { Catalogue } from '../schema/catalogue';
import { isDefinition, schemasOf } from '../schema/definition-schemas';
import { checkLimits } from '../schema/limits';
import type { SchemaRule } from '../schema/rules';
import type { UnevaluatedRule } from '../schema/validation-rule';
import { withoutRepetition } from '../violation/message';
import { Path } from '../violation/path';
import { blocksRules, isError, type Violation } from '../violation/violation';

/** What is known of an object by itself. */
export interface Verdict {
  /** Undefined when nothing is known of the kind. */
  readonly scope: 'Cluster' | 'Namespaced' | undefined;
  /**
   * Whether the API server would accept it: what is read of its `spec` has the types that it should have. Not so when
   * nothing is known of the kind.
   */
  readonly sound: boolean;
  readonly violations: readonly Violation[];
  /** Rules of its definition that could not be evaluated, so that they may be broken. */
  readonly unevaluated: readonly UnevaluatedRule[];
}

/** A manifest with what is known of it by itself. */
export interface Judged extends Verdict {
  readonly manifest: Manifest;
}

/**
 * Says of an object what the API server would say when it is created, and istiod's admission webhook where it asks it:
 * `kubectl apply --server-side --dry-run=server` without a server. What it says depends on the object alone.
 *
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
 */
export class Judge {
  constructor(private readonly catalogue: Catalogue) {}

  /**
   * A judge that also knows the kinds that definitions define, in place of what it knows of them.
   *
   * @param definitions that the API server accepts; of two of one kind, the last counts
   */
  knowing(definitions: readonly JsonMap[]): Judge {
    const catalogue = new Catalogue(this.catalogue);
    for (const file of definitions.map(schemasOf)) if (file !== undefined) catalogue.add(file);
    return new Judge(catalogue);
  }

  /** A judge that also knows the kinds that are defined by objects, if these are right. */
  knowingAmong(objects: readonly unknown[]): Judge {
    const definitions = objects.filter((object) => isMap(object) && isDefinition(object) && this.verdict(object).sound);
    return definitions.length === 0 ? this : this.knowing(definitions.filter(isMap));
  }

  judge(manifest: Manifest): Judged {
    return { manifest, ...this.verdict(manifest.object) };
  }

  /**
   * What the API server would say of the kind of a list, before it looks at its items: a `List` there is in every version
   * of a group, any other list where there is its kind.
   */
  ofList({ object }: Manifest): readonly Violation[] {
    const { apiVersion, kind } = object as { readonly apiVersion: string; readonly kind: string };
    const group = groupOf(apiVersion);
    if (kind === 'List') {
      const versions = nativeKinds.groupVersions(group);
      return versions.size === 0 || versions.has(versionOf(apiVersion)) ? [] : [noMatches(apiVersion, kind)];
    }
    const item = kind.replace(/List$/, '');
    const { status } = nativeKinds.has(apiVersion, item)
      ? { status: 'known' }
      : this.catalogue.lookup(apiVersion, item);
    const isMissing = status === 'unserved' || (status === 'unknown' && !group.includes('.'));
    return isMissing ? [noMatches(apiVersion, kind)] : [];
  }

  verdict(object: unknown): Verdict {
    // Everything else walks through the object.
    const limit = checkLimits(object);
    if (limit !== undefined) return unread([limit]);
    if (!isMap(object))
      return unread([
        statement('SCHEMA_OBJECT', Path.ROOT, 'this is no Kubernetes object', 'write a map with apiVersion and kind'),
      ]);
    const { apiVersion, kind } = object;
    const missing = ['apiVersion', 'kind'].filter((name) => typeof object[name] !== 'string' || object[name] === '');
    if (missing.length > 0)
      return unread(missing.map((name) => statement('SCHEMA_OBJECT', Path.ROOT.child(name), `${name} not set`)));
    if (String(apiVersion).split('/').length > 2) {
      const detail = `unexpected GroupVersion string: ${apiVersion}`;
      return unread([statement('SCHEMA_OBJECT', Path.ROOT.child('apiVersion'), detail, 'write group/version')]);
    }
    const verdict = this.typed(object, apiVersion as string, kind as string);
    return verdict.violations.length < 2 ? verdict : { ...verdict, violations: withoutRepetition(verdict.violations) };
  }

  private typed(object: JsonMap, apiVersion: string, kind: string): Verdict {
    if (nativeKinds.has(apiVersion, kind)) return native(object, apiVersion, kind);
    const found = this.catalogue.lookup(apiVersion, kind);
    switch (found.status) {
      case 'known': {
        const { group, scope, deprecated, statusSubresource, validator } = found.known;
        const metadata = nativeKinds.checkMetadata(object, `${group}/${kind}`, scope);
        const blocked = metadata.some(blocksRules);
        const { violations, unevaluated } = validator.check(object, { blocked, statusSubresource });
        const sound = !violations.some(isError);
        // It is asked last.
        const asked = sound && !blocked && group.endsWith('.istio.io');
        const webhook = asked ? admission().validateIstioObject(object) : [];
        const warnings = deprecated
          ? [
              statement(
                'SCHEMA_DEPRECATED',
                Path.ROOT.child('apiVersion'),
                `${apiVersion} ${kind} is deprecated`,
                undefined,
                'warning',
              ),
            ]
          : [];
        return { scope, sound, violations: [...metadata, ...violations, ...webhook, ...warnings], unevaluated };
      }
      case 'unserved':
        return unread([unserved(apiVersion, kind, found.group, found.served)]);
      case 'unknown':
        return unread([unknown(apiVersion, kind, found.group, found.kinds)]);
    }
  }
}

/** Loaded for the first object of Istio: much is checked without one. */
function admission(): typeof import('../admission/validate') {
  return require('../admission/validate') as typeof import('../admission/validate');
}

function unread(violations: readonly Violation[]): Verdict {
  return { scope: undefined, sound: false, violations, unevaluated: [] };
}

function native(object: JsonMap, apiVersion: string, kind: string): Verdict {
  const scope = nativeKinds.scopeOf(apiVersion, kind);
  const violations = nativeKinds.check(object, apiVersion, kind);
  const isServed = nativeKinds.isServed(apiVersion, kind);
  return {
    scope,
    sound: isServed && !violations.some((one) => isError(one) && one.path.parts[0] !== 'metadata'),
    violations: [...violations, ...(isServed ? [] : [notServed(apiVersion, kind)]), ...deprecation(apiVersion, kind)],
    unevaluated: [],
  };
}

/** Kinds of today's versions that are to be written no more, with what takes their place. */
const SUCCESSORS_OF: ReadonlyMap<string, string> = new Map([
  ['v1 Endpoints', 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice'],
]);

function deprecation(apiVersion: string, kind: string): readonly Violation[] {
  const detail = SUCCESSORS_OF.get(`${apiVersion} ${kind}`);
  if (detail === undefined) return [];
  return [statement('SCHEMA_DEPRECATED', Path.ROOT.child('apiVersion'), detail, undefined, 'warning')];
}

/** A version that an API server knows, and does not serve unless somebody turns it on. */
function notServed(apiVersion: string, kind: string): Violation {
  const group = groupOf(apiVersion);
  const served = nativeKinds.servedVersions(group, kind);
  if (served.length > 0) return unserved(apiVersion, kind, group, served);
  const path = Path.ROOT.child('apiVersion');
  const detail = `no matches for kind "${kind}" in version "${apiVersion}": it is not served by default`;
  const fix = `start the API server with --runtime-config=${apiVersion}=true`;
  return statement('SCHEMA_VERSION', path, detail, nativeKinds.isCreated(apiVersion, kind) ? fix : undefined);
}

function noMatches(apiVersion: string, kind: string): Violation {
  const detail = `no matches for kind "${kind}" in version "${apiVersion}"`;
  return statement('SCHEMA_VERSION', Path.ROOT.child('apiVersion'), detail, 'a List is written with apiVersion: v1');
}

function unserved(apiVersion: string, kind: string, group: string, served: readonly string[]): Violation {
  const versions = served.length === 1 ? `served version is ${served[0]}` : `served versions are ${served.join(', ')}`;
  return statement(
    'SCHEMA_VERSION',
    Path.ROOT.child('apiVersion'),
    `no matches for kind "${kind}" in version "${apiVersion}": ${versions}`,
    `write apiVersion: ${apiVersionOf(group, served[0] ?? '')}`,
  );
}

function unknown(apiVersion: string, kind: string, group: string, kinds: readonly string[]): Violation {
  const message = `no matches for kind "${kind}" in version "${apiVersion}"`;
  const path = Path.ROOT.child('kind');
  const served = nativeKinds.servedVersions(group, kind);
  if (served.length > 0) return unserved(apiVersion, kind, group, served);
  const meant = closest(kind, kinds);
  if (meant !== undefined) return statement('SCHEMA_UNKNOWN_KIND', path, message, `did you mean ${meant}?`);
  // No definition can add to the groups of the API server itself.
  if (!group.includes('.')) return statement('SCHEMA_UNKNOWN_KIND', path, message, movedFix(kind));
  return statement(
    'SCHEMA_UNKNOWN_KIND',
    path,
    `${message}: nothing is known of it, so it is not checked`,
    'import its CRD: npx meshwright import URL',
    'note',
  );
}

/** Where the kinds of the old group `extensions` went. */
const SUCCESSORS: readonly string[] = ['apps', 'networking.k8s.io', 'policy', 'batch'];

function movedFix(kind: string): string | undefined {
  for (const group of SUCCESSORS) {
    const [version] = nativeKinds.servedVersions(group, kind);
    if (version !== undefined) return `write apiVersion: ${group}/${version}`;
  }
  return undefined;
}

function statement(rule: SchemaRule, path: Path, detail: string, fix?: string, severity?: Severity): Violation {
  return { rule, type: 'statement', path, detail, fix, severity };
}
