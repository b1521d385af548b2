import { isMap } from '../kube/json';
import { dns1035Label, dnsSubdomain } from '../kube/names';
import { shown } from '../kube/readable';
import { checkSchema, type Report } from './check-schema';
import type {
  CustomResourceDefinition,
  CustomResourceVersion,
  KindNames,
  PrinterColumn,
} from './custom-resource-definition';
import { expandedSize } from './expanded-size';
import { type LocatedDocument, type LocatedYaml, readLocatedYaml, SyntaxProblem } from './located-yaml';

/** A definition and where it was read. */
export interface LocatedDefinition {
  readonly definition: CustomResourceDefinition;
  /** A path or URL, as the user wrote it. */
  readonly file: string;
  readonly line: number;
}

/** What a file holds, and all that is wrong with it. */
export interface ReadDefinitions {
  readonly definitions: readonly LocatedDefinition[];
  /** One line each. */
  readonly problems: readonly string[];
}

/** More values than this in one file do not come from a schema but from aliases of aliases. */
const MAX_NODES = 1_000_000;

const KIND = /^[A-Za-z]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?$/;

/** One object of a file: a document, or an item of a List. */
interface Item {
  readonly value: Readonly<Record<string, unknown>>;
  readonly document: LocatedDocument;
  readonly apiVersion: unknown;
  readonly kind: unknown;
}

/**
 * Reads the custom resource definitions of a YAML or JSON file.
 *
 * Other objects are passed over, as in the "install everything" files of many projects, unless there is nothing else.
 *
 * @param file how messages name it
 */
export function readDefinitions(file: string, text: string): ReadDefinitions {
  if (looksLikeHtml(text)) return { definitions: [], problems: [htmlProblem(file)] };
  let yaml: LocatedYaml;
  try {
    yaml = readLocatedYaml(text);
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    const hint = text.includes('{{') ? ': a Helm template must be rendered first, with `helm template`' : '';
    const problem = `${file}: document ${error.document} (line ${error.line}): ${error.message}${hint}`;
    return { definitions: [], problems: [problem] };
  }

  const problems: string[] = [];
  const reportIn =
    (document: LocatedDocument): Report =>
    (near, problem) =>
      problems.push(`${file}: document ${document.number} (line ${yaml.lineOf(near) ?? document.line}): ${problem}`);

  const documents = yaml.documents.filter(({ value }) => value !== null && value !== undefined);
  if (documents.length === 0) problems.push(`${file}: is empty: give a file with CustomResourceDefinitions`);
  const items = documents.flatMap((document) => itemsOf(document, document.value, document, reportIn(document)));

  const candidates = items.filter((item) => item.kind === 'CustomResourceDefinition');
  const [other] = items;
  if (candidates.length === 0 && other !== undefined && problems.length === 0) {
    const rest = items.length > 1 ? ` (and none of the ${items.length - 1} other objects is one)` : '';
    reportIn(other.document)(
      other.value,
      `kind ${other.kind} is not a CustomResourceDefinition${rest}: give the file with the CRDs, often crds.yaml or install.yaml`,
    );
  }

  const definitions: LocatedDefinition[] = [];
  let nodes = 0;
  for (const item of candidates) {
    const report = reportIn(item.document);
    nodes += expandedSize(item.value);
    if (nodes > MAX_NODES) {
      report(item.value, `aliases expand this file to more than ${MAX_NODES} values: look for aliases of aliases`);
      break;
    }
    const definition = definitionOf(item, report);
    if (definition) definitions.push({ definition, file, line: yaml.lineOf(item.value) ?? item.document.line });
  }
  return { definitions, problems };
}

/** Whether a text is a web page, such as the login page of a proxy, instead of a manifest. */
export function looksLikeHtml(text: string): boolean {
  return /^\s*(<!doctype html|<html|<head|<\?xml)/i.test(text.slice(0, 1000));
}

/** What is said when a web page came instead of YAML. */
export function htmlProblem(file: string): string {
  const hint = file.startsWith('https://github.com/')
    ? 'take the address behind the "Raw" button (raw.githubusercontent.com)'
    : 'it may be the login or error page of a proxy, or a page that shows the file: open the address in a browser';
  return `${file}: is an HTML page, not YAML: ${hint}`;
}

function itemsOf(
  document: LocatedDocument,
  value: unknown,
  near: object,
  report: Report,
  list?: Readonly<Record<string, unknown>>,
): Item[] {
  if (!isMap(value)) {
    report(near, `${shown(value)} is not a Kubernetes object: must be a map with apiVersion, kind and spec`);
    return [];
  }
  // The items of a CustomResourceDefinitionList need not repeat what the list says.
  const kind = value.kind ?? list?.kind;
  const apiVersion = value.apiVersion ?? list?.apiVersion;
  if (typeof kind !== 'string' || kind === '') {
    report(value, `kind is ${shown(kind)}: must be CustomResourceDefinition, or List`);
    return [];
  }
  if (kind !== 'List' && kind !== 'CustomResourceDefinitionList') return [{ value, document, apiVersion, kind }];
  const { items } = value;
  if (!Array.isArray(items)) {
    report(value, `items of a ${kind} is ${shown(items)}: must be a list of objects`);
    return [];
  }
  const defaults = kind === 'List' ? undefined : { kind: 'CustomResourceDefinition', apiVersion };
  return items.flatMap((item: unknown) => itemsOf(document, item, items, report, defaults));
}

function definitionOf({ value, apiVersion }: Item, report: Report): CustomResourceDefinition | undefined {
  if (apiVersion !== 'apiextensions.k8s.io/v1') {
    report(
      value,
      apiVersion === 'apiextensions.k8s.io/v1beta1'
        ? 'apiVersion is "apiextensions.k8s.io/v1beta1", which Kubernetes 1.22 removed: must be apiextensions.k8s.io/v1, take a newer release of the project'
        : `apiVersion of a CustomResourceDefinition is ${shown(apiVersion)}: must be apiextensions.k8s.io/v1`,
    );
    return undefined;
  }
  const { spec } = value;
  if (!isMap(spec)) {
    report(value, `spec is ${shown(spec)}: must be a map with group, names, scope and versions`);
    return undefined;
  }
  let sound = true;
  const fail: Report = (near, problem) => {
    sound = false;
    report(near, problem);
  };
  const { group, scope, versions } = spec;
  const names = isMap(spec.names) ? spec.names : undefined;
  if (typeof group !== 'string' || !group.includes('.') || dnsSubdomain(group).length > 0) {
    fail(spec, `spec.group is ${shown(group)}: must be a domain name, such as networking.istio.io`);
  }
  if (!names) fail(spec, `spec.names is ${shown(spec.names)}: must be a map with kind and plural`);
  if (names && (typeof names.kind !== 'string' || !KIND.test(names.kind))) {
    fail(names, `spec.names.kind is ${shown(names.kind)}: must be a name of letters, digits and "-", such as Gateway`);
  }
  if (names && (typeof names.plural !== 'string' || dns1035Label(names.plural).length > 0)) {
    fail(names, `spec.names.plural is ${shown(names.plural)}: must be a lower-case name, such as gateways`);
  }
  if (scope !== 'Cluster' && scope !== 'Namespaced') {
    fail(spec, `spec.scope is ${shown(scope)}: must be Cluster or Namespaced`);
  }
  const read = versionsOf(versions, spec, fail);
  if (!sound) return undefined;
  return {
    group: group as string,
    kind: names?.kind as string,
    plural: names?.plural as string,
    ...(names && otherNames(names)),
    scope: scope as CustomResourceDefinition['scope'],
    versions: read,
  };
}

function versionsOf(versions: unknown, spec: object, fail: Report): CustomResourceVersion[] {
  if (!Array.isArray(versions) || versions.length === 0) {
    fail(spec, `spec.versions is ${shown(versions)}: must be a list of at least one version`);
    return [];
  }
  const all: readonly unknown[] = versions;
  const read = all.flatMap((version, index) => versionOf(version, `spec.versions[${index}]`, all, fail));
  // What is missing here may be in the versions that could not be read.
  if (read.length < all.length) return [];
  const names = read.map((version) => version.name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) fail(all, `spec.versions has ${twice} twice: each version must have its own name`);
  if (!read.some((version) => version.served)) {
    fail(all, `spec.versions has no served version (${names.join(', ')}): at least one must have served: true`);
  }
  const stored = read.filter((version) => version.storage).length;
  if (stored !== 1) fail(all, `spec.versions has ${stored} versions with storage: true: must be exactly one`);
  return read;
}

function versionOf(version: unknown, at: string, near: object, fail: Report): CustomResourceVersion[] {
  if (!isMap(version)) {
    fail(near, `${at} is ${shown(version)}: must be a map with name, served, storage and schema`);
    return [];
  }
  let sound = true;
  const report: Report = (place, problem) => {
    sound = false;
    fail(place, problem);
  };
  const { name, served, storage, deprecated = false } = version;
  if (typeof name !== 'string' || dns1035Label(name).length > 0) {
    report(version, `${at}.name is ${shown(name)}: must be a version, such as v1 or v1beta1`);
  }
  for (const [key, value] of Object.entries({ served, storage, deprecated })) {
    if (typeof value !== 'boolean') report(version, `${at}.${key} is ${shown(value)}: must be true or false`);
  }
  const schema = isMap(version.schema) ? version.schema.openAPIV3Schema : undefined;
  const path = `${at}.schema.openAPIV3Schema`;
  if (schema === undefined) {
    report(version, `${path} is missing: types come from the schema, take the CRD of a release that has one`);
    return [];
  }
  if (!checkSchema(schema, path, isMap(version.schema) ? version.schema : version, report) || !sound) return [];
  return [
    {
      name: name as string,
      served: served as boolean,
      storage: storage as boolean,
      deprecated: deprecated as boolean,
      schema,
      statusSubresource: isMap(version.subresources) && isMap(version.subresources.status),
      ...printerColumns(version),
    },
  ];
}

/** What is not needed for types and checks is taken where it is sound, and never a reason to refuse a definition. */
function otherNames({ singular, listKind, shortNames, categories }: Readonly<Record<string, unknown>>): {
  names?: KindNames;
} {
  const names = {
    ...(typeof singular === 'string' && { singular }),
    ...(typeof listKind === 'string' && { listKind }),
    ...(isTexts(shortNames) && { shortNames }),
    ...(isTexts(categories) && { categories }),
  };
  return Object.keys(names).length > 0 ? { names } : {};
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((text) => typeof text === 'string');
}

function printerColumns({ additionalPrinterColumns: columns }: Readonly<Record<string, unknown>>): {
  printerColumns?: readonly PrinterColumn[];
} {
  if (!Array.isArray(columns)) return {};
  const printerColumns = columns.flatMap((column: unknown): PrinterColumn[] => {
    if (!isMap(column)) return [];
    const { name, type, jsonPath, format, priority } = column;
    if (typeof name !== 'string' || typeof type !== 'string' || typeof jsonPath !== 'string') return [];
    return [
      {
        name,
        type,
        jsonPath,
        ...(typeof format === 'string' && { format }),
        ...(typeof priority === 'number' && { priority }),
      },
    ];
  });
  return printerColumns.length > 0 ? { printerColumns } : {};
}
