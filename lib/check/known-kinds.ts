import type { NativeKinds } from '../native/native-kinds';
import type { Catalogue } from '../schema/catalogue';
import { projectOf, Records } from './schema-sources';

/** A kind of which something is known. */
export interface KnownKindName {
  /** Empty for the core group. */
  readonly group: string;
  readonly kind: string;
  /** Those that are served, the preferred one first. */
  readonly versions: readonly string[];
  /** Where its definition comes from: `Gateway API 1.5.1`. */
  readonly from: string;
}

/** The kinds of Kubernetes, and all custom ones, by group and name. */
export function knownKinds(native: NativeKinds, catalogue: Catalogue): readonly KnownKindName[] {
  const records = new Records();
  const ofKubernetes = native.all().map((kind) => ({ ...kind, from: `Kubernetes ${native.version}` }));
  const custom = catalogue.allGroups().flatMap((group) => {
    const file = catalogue.fileOf(group);
    return [...catalogue.kindsIn(group)].map(([kind, versions]): KnownKindName => {
      const record = file === undefined ? undefined : records.of(file, kind);
      const from = [record?.name ?? projectOf(group), record?.version];
      return { group, kind, versions, from: from.filter((each) => each !== undefined).join(' ') || 'an import' };
    });
  });
  return [...ofKubernetes, ...custom];
}
