import { isMap, type JsonMap } from '../../kube/json';
import { Path } from '../../violation/path';
import { listOf, structOf, structsOf } from '../values/decoded';

/** A part of a definition that versions may have in common, with the API server's name of its place. */
export interface Part<T> {
  readonly value: T;
  readonly at: Path;
}

/** One version, or what all of them have in common. */
export interface Version {
  /** Of a version: itself. */
  readonly version: JsonMap | undefined;
  readonly schema: Part<JsonMap> | undefined;
  readonly subresources: Part<JsonMap> | undefined;
  readonly columns: Part<readonly JsonMap[]>;
  readonly selectableFields: Part<readonly JsonMap[]>;
}

/** A definition as the API server keeps it: what is the same in all versions stands once, outside of them. */
export interface Spec {
  readonly spec: JsonMap;
  readonly at: Path;
  readonly versions: readonly Version[];
  readonly common: Version;
}

const AT = Path.ROOT.child('spec');

/** The fields that leave the versions where they are equal, and what they are called then. */
const SHARED = {
  schema: 'validation',
  subresources: 'subresources',
  additionalPrinterColumns: 'additionalPrinterColumns',
  selectableFields: 'selectableFields',
} as const;

export function specOf(object: JsonMap): Spec {
  const spec = structOf(object.spec);
  const versions = structsOf(spec.versions);
  const [first] = versions;
  const shared = (field: keyof typeof SHARED): boolean => {
    const values = versions.map((version) => canonical(version[field]));
    return values.every((value) => value === values[0]);
  };
  const isShared = {
    schema: shared('schema'),
    subresources: shared('subresources'),
    additionalPrinterColumns: shared('additionalPrinterColumns'),
    selectableFields: shared('selectableFields'),
  };
  const of = (
    version: JsonMap | undefined,
    isWanted: (field: keyof typeof SHARED) => boolean,
    place: Place,
  ): Version => {
    const struct = (field: 'schema' | 'subresources'): Part<JsonMap> | undefined => {
      const value = version?.[field];
      return isWanted(field) && isMap(value) ? { value, at: place(field) } : undefined;
    };
    const list = (field: 'additionalPrinterColumns' | 'selectableFields'): Part<readonly JsonMap[]> => ({
      value: isWanted(field) ? (listOf(version?.[field]) as readonly JsonMap[]) : [],
      at: place(field),
    });
    return {
      version,
      schema: struct('schema'),
      subresources: struct('subresources'),
      columns: list('additionalPrinterColumns'),
      selectableFields: list('selectableFields'),
    };
  };
  const inVersions = AT.child('versions');
  return {
    spec,
    at: AT,
    versions: versions.map((version, index) =>
      of(
        version,
        (field) => !isShared[field],
        (field) => inVersions.child(index).child(field),
      ),
    ),
    common: {
      ...of(
        first,
        (field) => isShared[field],
        (field) => inVersions.child(0).child(field).called(`spec.${SHARED[field]}`),
      ),
      version: undefined,
    },
  };
}

type Place = (field: keyof typeof SHARED) => Path;

/** Fields that may be anything: there, what is empty is not the same as what is missing. */
const ANYTHING: ReadonlySet<string> = new Set(['default', 'example']);
/** Fields of which Go knows whether they are given. */
const POINTERS: ReadonlySet<string> = new Set([
  ...['additionalProperties', 'items', 'not', 'schema', 'scale', 'status', 'subresources', 'openAPIV3Schema'],
  ...['x-kubernetes-list-type', 'x-kubernetes-map-type', 'x-kubernetes-preserve-unknown-fields', 'reason'],
  'optionalOldSelf',
]);

/** A text that is the same for values that say the same: an empty list is none, and `false` is said by saying nothing. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isMap(value)) return typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? '');
  const names = Object.keys(value)
    .filter((name) => ANYTHING.has(name) || POINTERS.has(name) || !isEmpty(value[name]))
    .sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join()}}`;
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return isMap(value) ? Object.keys(value).length === 0 : value === '' || value === false || value === undefined;
}
