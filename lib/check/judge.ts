import { clientOf } from '../kube/client-kinds';
import { isMap, type JsonMap } from '../kube/json';
import { groupOf, versionOf } from '../kube/object-reference';
import { remembered } from '../kube/remembered';
import type { Manifest } from '../model/manifest';
import { type MetadataOfKind, metadataOfKind } from '../native/metadata';
import { type NativeKinds, nativeKinds } from '../native/native-kinds';
import { Catalogue, type KnownKind } from '../schema/catalogue';
import { isDefinition, schemasOf } from '../schema/definition-schemas';
import { checkLimits } from '../schema/limits';
import type { UnevaluatedRule } from '../schema/validation-rule';
import { withoutRepetition } from '../violation/message';
import { Path } from '../violation/path';
import { blocksRules, isError, type Violation } from '../violation/violation';
import type { JudgedBy, KindName } from './judged-by';
import { isOwn, noSuchList, notServed, statement, unknownKind, unserved } from './kinds-not-served';
import { type KnownKindName, knownKinds } from './known-kinds';
import { judgedBy } from './schema-sources';

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
  /**
   * @param catalogue of custom kinds
   * @param native the kinds of the version of Kubernetes that objects are for
   */
  constructor(
    private readonly catalogue: Catalogue,
    private readonly native: NativeKinds = nativeKinds,
  ) {}

  /** By what objects of some kinds are judged. */
  judgedBy(kinds: Iterable<KindName>): JudgedBy {
    return judgedBy(this.native.version, this.catalogue, kinds);
  }

  /** All kinds that are checked, with the versions that are served. */
  knownKinds(): readonly KnownKindName[] {
    return knownKinds(this.native, this.catalogue);
  }

  /**
   * A judge that also knows the kinds that definitions define, in place of what it knows of them.
   *
   * @param definitions that the API server accepts; of two of one kind, the last counts
   */
  knowing(definitions: readonly JsonMap[]): Judge {
    const catalogue = new Catalogue(this.catalogue);
    for (const file of definitions.map(schemasOf)) if (file !== undefined) catalogue.add(file);
    return new Judge(catalogue, this.native);
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
      const versions = this.native.groupVersions(group);
      return versions.size === 0 || versions.has(versionOf(apiVersion)) ? [] : [noSuchList(apiVersion, kind)];
    }
    const item = kind.replace(/List$/, '');
    if (this.native.has(apiVersion, item)) return [];
    const { status } = this.catalogue.lookup(apiVersion, item);
    const isMissing = status === 'unserved' || (status === 'unknown' && isOwn(this.native, group));
    return isMissing ? [noSuchList(apiVersion, kind)] : [];
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
    if (this.native.has(apiVersion, kind)) return this.nativeVerdict(object, apiVersion, kind);
    const found = this.catalogue.lookup(apiVersion, kind);
    switch (found.status) {
      case 'known':
        return this.customVerdict(object, found.known);
      case 'unserved':
        return unread([unserved(apiVersion, kind, found)]);
      case 'unknown':
        return unread([unknownKind(this.native, apiVersion, kind, found.kinds)]);
    }
  }

  private nativeVerdict(object: JsonMap, apiVersion: string, kind: string): Verdict {
    const scope = this.native.scopeOf(apiVersion, kind);
    const violations = this.native.check(object, apiVersion, kind);
    const isServed = this.native.isServed(apiVersion, kind);
    return {
      scope,
      sound: isServed && !violations.some((one) => isError(one) && one.path.parts[0] !== 'metadata'),
      violations: joined(
        violations,
        isServed ? NONE : [notServed(this.native, apiVersion, kind)],
        deprecation(apiVersion, kind),
      ),
      unevaluated: NONE_UNEVALUATED,
    };
  }

  private customVerdict(object: JsonMap, known: KnownKind): Verdict {
    const { group, kind, version, scope, deprecated, statusSubresource, validator } = known;
    const ofMetadata = remembered(metadataOf, known, () => ({ rules: metadataOfCustomKind(known) })).rules;
    const isForServer = ofMetadata !== undefined;
    const metadata = isForServer ? this.native.checkMetadata(object, ofMetadata) : NONE;
    const blocked = metadata.some(blocksRules);
    const { violations, unevaluated } = validator.check(object, {
      ...{ blocked, statusSubresource },
      metadata: this.native.embeddedMetadata,
    });
    const sound = !violations.some(isError);
    // It is asked last.
    const asked = sound && !blocked && isForServer && group.endsWith('.istio.io');
    const webhook = asked ? admission().validateIstioObject(object) : NONE;
    const warnings = deprecated ? [isDeprecated(`${group}/${version} ${kind} is deprecated`)] : NONE;
    return { scope, sound, violations: joined(metadata, violations, webhook, warnings), unevaluated };
  }
}

const NONE: readonly Violation[] = [];
const NONE_UNEVALUATED: readonly UnevaluatedRule[] = [];

/** All of several lists; that which is not empty itself, where the others are. */
function joined(...lists: readonly (readonly Violation[])[]): readonly Violation[] {
  const filled = lists.filter((list) => list.length > 0);
  return filled.length < 2 ? (filled[0] ?? NONE) : filled.flat();
}

/** What is said of metadata of custom kinds; nothing of what a tool reads, which asks for none. */
const metadataOf = new WeakMap<KnownKind, { readonly rules: MetadataOfKind | undefined }>();

function metadataOfCustomKind({ group, kind, version, scope }: KnownKind): MetadataOfKind | undefined {
  const isForServer = clientOf(`${group}/${version}`, kind) === undefined;
  return isForServer ? metadataOfKind(`${group}/${kind}`, scope === 'Namespaced', false) : undefined;
}

let loadedAdmission: typeof import('../admission/validate') | undefined;

/** Loaded for the first object of Istio: much is checked without one. */
function admission(): typeof import('../admission/validate') {
  loadedAdmission ??= require('../admission/validate') as typeof import('../admission/validate');
  return loadedAdmission;
}

function unread(violations: readonly Violation[]): Verdict {
  return { scope: undefined, sound: false, violations, unevaluated: NONE_UNEVALUATED };
}

/** The one kind of today's versions that is to be written no more. */
function deprecation(apiVersion: string, kind: string): readonly Violation[] {
  if (kind !== 'Endpoints' || apiVersion !== 'v1') return NONE;
  return [isDeprecated('v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice')];
}

function isDeprecated(detail: string): Violation {
  return statement('SCHEMA_DEPRECATED', Path.ROOT.child('apiVersion'), detail, undefined, 'warning');
}
