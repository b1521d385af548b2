import type { JsonMap } from '../kube/json';
import { isMap } from '../kube/json';
import { formatPath, type Issue } from '../model/finding';
import { checkMetadata } from '../native/metadata';
import { nativeKinds } from '../native/native-kinds';
import type { Catalogue } from '../schema/catalogue';
import { checkLimits } from '../schema/limits';
import type { SchemaRule } from '../schema/rules';
import { closest } from '../schema/suggestion';

/** Errors that keep the API server from looking at rules in CEL. */
const BLOCKING = /: (?:Required value|Unsupported value|Too long|Too many)/;

/**
 * Says of an object what the API server would say when it is created: `kubectl apply --server-side --dry-run=server`
 * without a server.
 *
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
 */
export class Checker {
  private skipped = 0;

  constructor(private readonly catalogue: Catalogue) {}

  /** How many times a rule was not evaluated: it is about a change, or asks the cluster. */
  get skippedRules(): number {
    return this.skipped;
  }

  check(object: unknown): Issue[] {
    // Everything else walks through the object.
    const limit = checkLimits(object);
    return limit === undefined ? unique(this.object(object)) : [limit];
  }

  private object(object: unknown): Issue[] {
    if (!isMap(object))
      return [issue('SCHEMA_OBJECT', [], 'this is no Kubernetes object', 'write a map with apiVersion and kind')];
    const { apiVersion, kind } = object;
    const missing = ['apiVersion', 'kind'].filter((name) => typeof object[name] !== 'string' || object[name] === '');
    if (missing.length > 0) return missing.map((name) => issue('SCHEMA_OBJECT', [name], `${name} not set`));
    return this.typed(object, apiVersion as string, kind as string);
  }

  private typed(object: JsonMap, apiVersion: string, kind: string): Issue[] {
    // kubectl unpacks a list and sends what is in it.
    if (apiVersion === 'v1' && kind === 'List') return this.list(object);
    if (nativeKinds.has(apiVersion, kind)) return this.native(object, apiVersion, kind);
    const found = this.catalogue.lookup(apiVersion, kind);
    switch (found.status) {
      case 'known': {
        const { group, scope, deprecated, statusSubresource, validator } = found.known;
        const metadata = checkMetadata(object, { kind, group, namespaced: scope === 'Namespaced' });
        const blocked = metadata.some(({ message }) => BLOCKING.test(message));
        const { issues, skippedRules } = validator.check(object, { blocked, statusSubresource });
        this.skipped += skippedRules;
        const warnings = deprecated
          ? [issue('SCHEMA_DEPRECATED', ['apiVersion'], `${apiVersion} ${kind} is deprecated`, undefined, 'warning')]
          : [];
        return [...metadata, ...issues, ...warnings];
      }
      case 'unserved':
        return [unserved(apiVersion, kind, found.group, found.served)];
      case 'unknown':
        return [unknown(apiVersion, kind, found.group, found.kinds)];
    }
  }

  private native(object: JsonMap, apiVersion: string, kind: string): Issue[] {
    const [group = ''] = apiVersion.includes('/') ? apiVersion.split('/') : [''];
    const namespaced = nativeKinds.scopeOf(apiVersion, kind) === 'Namespaced';
    const metadata = checkMetadata(object, { kind, group, namespaced });
    const checks = nativeKinds.checks(object);
    const told = new Set(checks.map(({ path }) => formatPath(path)));
    // Metadata is in the schema, too, but what is said of it is said by its own check; some checks know formats.
    const issues = nativeKinds
      .decode(apiVersion, kind, object)
      .filter(({ path, rule }) => path[0] !== 'metadata' && !(rule === 'SCHEMA_FORMAT' && told.has(formatPath(path))));
    const served = nativeKinds.servedVersions(group, kind);
    const isServed = served.length === 0 || served.includes(apiVersion.slice(apiVersion.indexOf('/') + 1));
    const warnings = isServed ? [] : [{ ...unserved(apiVersion, kind, group, served), severity: 'warning' as const }];
    return [...metadata, ...issues, ...checks, ...warnings];
  }

  private list({ items }: JsonMap): Issue[] {
    if (!Array.isArray(items)) return [];
    return items.flatMap((item, index) =>
      this.object(item).map((found) => ({ ...found, path: ['items', index, ...found.path] })),
    );
  }
}

function unserved(apiVersion: string, kind: string, group: string, served: readonly string[]): Issue {
  const versions = served.length === 1 ? `served version is ${served[0]}` : `served versions are ${served.join(', ')}`;
  const prefix = group === '' ? '' : `${group}/`;
  return issue(
    'SCHEMA_VERSION',
    ['apiVersion'],
    `no matches for kind "${kind}" in version "${apiVersion}": ${versions}`,
    `write apiVersion: ${prefix}${served[0]}`,
  );
}

function unknown(apiVersion: string, kind: string, group: string, kinds: readonly string[]): Issue {
  const message = `no matches for kind "${kind}" in version "${apiVersion}"`;
  const served = nativeKinds.servedVersions(group, kind);
  if (served.length > 0) return unserved(apiVersion, kind, group, served);
  const meant = closest(kind, kinds);
  if (meant !== undefined) return issue('SCHEMA_UNKNOWN_KIND', ['kind'], message, `did you mean ${meant}?`);
  // No definition can add to the groups of the API server itself.
  if (!group.includes('.')) return issue('SCHEMA_UNKNOWN_KIND', ['kind'], message, movedFix(kind));
  return issue(
    'SCHEMA_UNKNOWN_KIND',
    ['kind'],
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

function issue(
  rule: SchemaRule,
  path: readonly string[],
  message: string,
  fix?: string,
  severity: Issue['severity'] = 'error',
): Issue {
  return { rule, severity, path, message, ...(fix === undefined ? {} : { fix }) };
}

/** Two checks may say the same of metadata. */
function unique(issues: readonly Issue[]): Issue[] {
  if (issues.length < 2) return [...issues];
  const seen = new Set<string>();
  return issues.filter(({ message, path }) => {
    const key = `${path.join('\0')}\0${message}`;
    return !seen.has(key) && seen.add(key);
  });
}
