import { isMap } from '../kube/json';
import { dns1035Label, dnsSubdomain } from '../kube/names';
import { Path } from '../violation/path';
import { checkKeywords, checkLogic } from './definition-schemas';
import { fields, isMissing, items, own, text, textItems } from './json';
import type { Report } from './rules';

type Fields = Readonly<Record<string, unknown>>;

const COLUMN_TYPES = ['boolean', 'date', 'integer', 'number', 'string'];
const APPROVAL = 'api-approved.kubernetes.io';

/** A part of a schema: where it is, and whether it gives the shape or only narrows it down. */
interface Part {
  readonly at: Path;
  readonly schema: Fields;
  /** What of it has no type, as the API server calls it. */
  readonly role: string;
}

/**
 * Checks a CustomResourceDefinition, and that its schemas are structural as far as types go.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
 */
export function checkDefinition(object: Fields, report: Report): void {
  if (!isMissing(object.spec) && !isMap(object.spec)) return;
  const at = Path.ROOT.child('spec');
  const spec = fields(object.spec);
  const { group, names, scope, versions, preserveUnknownFields } = spec;
  checkGroup(object, at.child('group'), group, report);
  checkNames(at.child('names'), names, report);
  const { name } = fields(object.metadata);
  const plural = text(fields(names).plural);
  if (typeof name === 'string' && name !== '' && plural !== undefined && text(group) !== undefined) {
    if (name !== `${plural}.${group ?? ''}`) {
      const detail = 'must be spec.names.plural+"."+spec.group';
      report.invalid('K8S_CRD', Path.ROOT.child('metadata', 'name'), name, detail, `name it ${plural}.${group}`);
    }
  }
  const scopeName = text(scope);
  if (scopeName === '') report.required('K8S_CRD', at.child('scope'));
  else if (scopeName !== undefined && scopeName !== 'Cluster' && scopeName !== 'Namespaced') {
    report.unsupported('K8S_CRD', at.child('scope'), scopeName, ['Cluster', 'Namespaced']);
  }
  if (preserveUnknownFields === true) {
    const detail =
      'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead';
    report.invalid('K8S_CRD', at.child('preserveUnknownFields'), true, detail);
  }
  checkConversion(at.child('conversion'), spec.conversion, report);
  if (isMissing(versions) || Array.isArray(versions)) checkVersions(at.child('versions'), items(versions), report);
}

/** @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/ */
function checkConversion(at: Path, conversion: unknown, report: Report): void {
  if (!isMap(conversion)) return;
  const strategy = text(conversion.strategy);
  if (strategy === '') report.required('K8S_CRD', at.child('strategy'));
  else if (strategy !== undefined && strategy !== 'None' && strategy !== 'Webhook') {
    report.unsupported('K8S_CRD', at.child('strategy'), strategy, ['None', 'Webhook']);
  }
  const { clientConfig } = fields(conversion.webhook);
  if (strategy === 'Webhook' && isMissing(clientConfig)) {
    const place = at.child('webhook', 'clientConfig').called(at.child('webhookClientConfig').name);
    report.required('K8S_CRD', place, 'required when strategy is set to Webhook');
  }
}

/** @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#additional-printer-columns */
function checkColumns(at: Path, columns: unknown, report: Report): void {
  for (const [index, column] of items(columns).entries()) {
    if (!isMap(column)) continue;
    const place = at.child(index);
    if (text(column.name) === '') report.required('K8S_CRD', place.child('name'));
    const type = text(column.type);
    const types = COLUMN_TYPES.join(',');
    if (type === '') report.required('K8S_CRD', place.child('type'), `must be one of ${types}`);
    else if (type !== undefined && !COLUMN_TYPES.includes(type)) {
      report.invalid('K8S_CRD', place.child('type'), type, `must be one of ${types}`);
    }
    if (text(column.jsonPath) === '') report.required('K8S_CRD', place.child('jsonPath'));
  }
}

function checkGroup(object: Fields, at: Path, group: unknown, report: Report): void {
  const name = text(group);
  if (name === undefined) return;
  if (name === '') {
    report.required('K8S_CRD', at);
    return;
  }
  const problems = dnsSubdomain(name);
  if (problems.length > 0) report.invalid('K8S_CRD', at, name, problems.join(','));
  else if (!name.includes('.')) report.invalid('K8S_CRD', at, name, 'should be a domain with at least one dot');
  if (/(^|\.)(k8s|kubernetes)\.io$/.test(name) && text(own(fields(object.metadata).annotations, APPROVAL)) === '') {
    const place = Path.ROOT.child('metadata', 'annotations').key(APPROVAL);
    const detail = `protected groups must have approval annotation "${APPROVAL}", see https://github.com/kubernetes/enhancements/pull/1111`;
    report.required('K8S_CRD', place, detail);
  }
}

/** `singular` and `listKind` are filled in where they are not given. */
function checkNames(at: Path, names: unknown, report: Report): void {
  if (!isMissing(names) && !isMap(names)) return;
  const given = fields(names);
  for (const field of ['plural', 'kind']) if (text(given[field]) === '') report.required('K8S_CRD', at.child(field));
  for (const field of ['plural', 'singular']) {
    const name = text(given[field]);
    const problems = name ? dns1035Label(name) : [];
    if (problems.length > 0) report.invalid('K8S_CRD', at.child(field), name, problems.join(','));
  }
  for (const field of ['kind', 'listKind']) {
    const name = text(given[field]);
    const problems = name ? dns1035Label(name.toLowerCase()) : [];
    if (problems.length > 0) {
      const detail = `may have mixed case, but should otherwise match: ${problems.join(',')}`;
      report.invalid('K8S_CRD', at.child(field), name, detail);
    }
  }
  if (typeof given.kind === 'string' && given.kind !== '' && given.kind === given.listKind) {
    report.invalid('K8S_CRD', at.child('listKind'), given.kind, 'kind and listKind may not be the same');
  }
  for (const field of ['shortNames', 'categories']) {
    for (const [index, name] of textItems(given[field])) {
      const problems = dns1035Label(name);
      if (problems.length > 0) report.invalid('K8S_CRD', at.child(field).child(index), name, problems.join(','));
    }
  }
}

function checkVersions(at: Path, versions: readonly unknown[], report: Report): void {
  // The whole versions would be unreadable here.
  const shown = versions.map(fields).map(({ name, served, storage }) => ({ name, served, storage }));
  const names = shown.map(({ name }) => name);
  if (new Set(names).size < names.length) report.invalid('K8S_CRD', at, shown, 'must contain unique version names');
  if (versions.every(isMap) && shown.filter(({ storage }) => storage === true).length !== 1) {
    report.invalid('K8S_CRD', at, shown, 'must have exactly one version marked as storage version');
  }
  const schemas = new Set(versions.map((version) => JSON.stringify(fields(version).schema)));
  for (const [index, version] of versions.entries()) {
    if (!isMap(version)) continue;
    const place = at.child(index);
    const name = text(version.name);
    const problems = name === undefined ? [] : dns1035Label(name);
    if (problems.length > 0) report.invalid('K8S_CRD', place.child('name'), name, problems.join(','));
    checkColumns(place.child('additionalPrinterColumns'), version.additionalPrinterColumns, report);
    if (!isMissing(version.schema) && !isMap(version.schema)) continue;
    const schema = fields(version.schema).openAPIV3Schema;
    const where = place.child('schema', 'openAPIV3Schema');
    if (isMissing(schema)) report.required('K8S_CRD', where, 'schemas are required');
    else if (isMap(schema)) {
      // A schema that all versions have is called by an older name.
      checkRoot(schemas.size === 1 ? where.called('spec.validation.openAPIV3Schema') : where, schema, report);
    }
  }
}

function checkRoot(at: Path, schema: Fields, report: Report): void {
  const type = text(schema.type);
  if (type === '') report.required('K8S_CRD', at.child('type'), 'must not be empty at the root');
  else if (type !== undefined && type !== 'object') {
    report.invalid('K8S_CRD', at.child('type'), type, 'must be object at the root');
  }
  checkKeywords(at, schema, report);
  checkLogic(at, schema, report);
  const parts = inside({ at, schema, role: '' });
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    checkPart(part, report);
    checkKeywords(part.at, part.schema, report);
    checkLogic(part.at, part.schema, report);
    parts.push(...inside(part));
  }
}

function checkPart({ at, schema, role }: Part, report: Report): void {
  const typeless =
    schema['x-kubernetes-int-or-string'] === true || schema['x-kubernetes-preserve-unknown-fields'] === true;
  if (!typeless && text(schema.type) === '') {
    report.required('K8S_CRD', at.child('type'), `must not be empty for specified ${role}`);
  }
  if (schema.uniqueItems === true) {
    const detail = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic';
    report.forbidden('K8S_CRD', at.child('uniqueItems'), detail);
  }
  if (
    isMap(schema.properties) &&
    Object.keys(schema.properties).length > 0 &&
    !isMissing(schema.additionalProperties)
  ) {
    if (schema.additionalProperties === true) return;
    const detail = 'additionalProperties and properties are mutual exclusive';
    report.forbidden('K8S_CRD', at.child('additionalProperties'), detail);
  }
}

/** The schemas directly inside that give a shape: not those in `allOf` and its like, which must not. */
function inside({ at, schema }: Part): Part[] {
  const { properties, items: entries, additionalProperties } = schema;
  const parts: Part[] = Object.entries(fields(properties)).flatMap(([name, inner]) =>
    isMap(inner) ? [{ at: at.child('properties').key(name), schema: inner, role: 'object fields' }] : [],
  );
  if (isMap(entries)) parts.push({ at: at.child('items'), schema: entries, role: 'array items' });
  if (isMap(additionalProperties)) {
    parts.push({ at: at.child('additionalProperties'), schema: additionalProperties, role: 'object fields' });
  }
  return parts;
}
