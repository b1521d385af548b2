import { isMap } from '../kube/json';
import { dns1035Label, dnsSubdomain } from '../kube/names';
import { checkKeywords, checkLogic } from './definition-schemas';
import { At, type Issues } from './field';
import { fields, isMissing, items, own, text, textItems } from './json';

type Fields = Readonly<Record<string, unknown>>;

const COLUMN_TYPES = ['boolean', 'date', 'integer', 'number', 'string'];
const APPROVAL = 'api-approved.kubernetes.io';

/** A part of a schema: where it is, and whether it gives the shape or only narrows it down. */
interface Part {
  readonly at: At;
  readonly schema: Fields;
  /** What of it has no type, as the API server calls it. */
  readonly role: string;
}

/**
 * Checks a CustomResourceDefinition, and that its schemas are structural as far as types go.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
 */
export function checkDefinition(object: Fields, issues: Issues): void {
  if (!isMissing(object.spec) && !isMap(object.spec)) return;
  const at = At.root.child('spec');
  const spec = fields(object.spec);
  const { group, names, scope, versions, preserveUnknownFields } = spec;
  checkGroup(object, at.child('group'), group, issues);
  checkNames(at.child('names'), names, issues);
  const { name } = fields(object.metadata);
  const plural = text(fields(names).plural);
  if (typeof name === 'string' && name !== '' && plural !== undefined && text(group) !== undefined) {
    if (name !== `${plural}.${group ?? ''}`) {
      const detail = 'must be spec.names.plural+"."+spec.group';
      issues.invalid('K8S_CRD', At.root.child('metadata', 'name'), name, detail, `name it ${plural}.${group}`);
    }
  }
  const scopeName = text(scope);
  if (scopeName === '') issues.required('K8S_CRD', at.child('scope'));
  else if (scopeName !== undefined && scopeName !== 'Cluster' && scopeName !== 'Namespaced') {
    issues.unsupported('K8S_CRD', at.child('scope'), scopeName, ['Cluster', 'Namespaced']);
  }
  if (preserveUnknownFields === true) {
    const detail =
      'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead';
    issues.invalid('K8S_CRD', at.child('preserveUnknownFields'), true, detail);
  }
  checkConversion(at.child('conversion'), spec.conversion, issues);
  if (isMissing(versions) || Array.isArray(versions)) checkVersions(at.child('versions'), items(versions), issues);
}

/** @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/ */
function checkConversion(at: At, conversion: unknown, issues: Issues): void {
  if (!isMap(conversion)) return;
  const strategy = text(conversion.strategy);
  if (strategy === '') issues.required('K8S_CRD', at.child('strategy'));
  else if (strategy !== undefined && strategy !== 'None' && strategy !== 'Webhook') {
    issues.unsupported('K8S_CRD', at.child('strategy'), strategy, ['None', 'Webhook']);
  }
  const { clientConfig } = fields(conversion.webhook);
  if (strategy === 'Webhook' && isMissing(clientConfig)) {
    const place = at.child('webhook', 'clientConfig').called(at.child('webhookClientConfig').text);
    issues.required('K8S_CRD', place, 'required when strategy is set to Webhook');
  }
}

/** @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#additional-printer-columns */
function checkColumns(at: At, columns: unknown, issues: Issues): void {
  for (const [index, column] of items(columns).entries()) {
    if (!isMap(column)) continue;
    const place = at.index(index);
    if (text(column.name) === '') issues.required('K8S_CRD', place.child('name'));
    const type = text(column.type);
    const types = COLUMN_TYPES.join(',');
    if (type === '') issues.required('K8S_CRD', place.child('type'), `must be one of ${types}`);
    else if (type !== undefined && !COLUMN_TYPES.includes(type)) {
      issues.invalid('K8S_CRD', place.child('type'), type, `must be one of ${types}`);
    }
    if (text(column.jsonPath) === '') issues.required('K8S_CRD', place.child('jsonPath'));
  }
}

function checkGroup(object: Fields, at: At, group: unknown, issues: Issues): void {
  const name = text(group);
  if (name === undefined) return;
  if (name === '') {
    issues.required('K8S_CRD', at);
    return;
  }
  const problems = dnsSubdomain(name);
  if (problems.length > 0) issues.invalid('K8S_CRD', at, name, problems.join(','));
  else if (!name.includes('.')) issues.invalid('K8S_CRD', at, name, 'should be a domain with at least one dot');
  if (/(^|\.)(k8s|kubernetes)\.io$/.test(name) && text(own(fields(object.metadata).annotations, APPROVAL)) === '') {
    const place = At.root.child('metadata', 'annotations').key(APPROVAL);
    const detail = `protected groups must have approval annotation "${APPROVAL}", see https://github.com/kubernetes/enhancements/pull/1111`;
    issues.required('K8S_CRD', place, detail);
  }
}

/** `singular` and `listKind` are filled in where they are not given. */
function checkNames(at: At, names: unknown, issues: Issues): void {
  if (!isMissing(names) && !isMap(names)) return;
  const given = fields(names);
  for (const field of ['plural', 'kind']) if (text(given[field]) === '') issues.required('K8S_CRD', at.child(field));
  for (const field of ['plural', 'singular']) {
    const name = text(given[field]);
    const problems = name ? dns1035Label(name) : [];
    if (problems.length > 0) issues.invalid('K8S_CRD', at.child(field), name, problems.join(','));
  }
  for (const field of ['kind', 'listKind']) {
    const name = text(given[field]);
    const problems = name ? dns1035Label(name.toLowerCase()) : [];
    if (problems.length > 0) {
      const detail = `may have mixed case, but should otherwise match: ${problems.join(',')}`;
      issues.invalid('K8S_CRD', at.child(field), name, detail);
    }
  }
  if (typeof given.kind === 'string' && given.kind !== '' && given.kind === given.listKind) {
    issues.invalid('K8S_CRD', at.child('listKind'), given.kind, 'kind and listKind may not be the same');
  }
  for (const field of ['shortNames', 'categories']) {
    for (const [index, name] of textItems(given[field])) {
      const problems = dns1035Label(name);
      if (problems.length > 0) issues.invalid('K8S_CRD', at.child(field).index(index), name, problems.join(','));
    }
  }
}

function checkVersions(at: At, versions: readonly unknown[], issues: Issues): void {
  // The whole versions would be unreadable here.
  const shown = versions.map(fields).map(({ name, served, storage }) => ({ name, served, storage }));
  const names = shown.map(({ name }) => name);
  if (new Set(names).size < names.length) issues.invalid('K8S_CRD', at, shown, 'must contain unique version names');
  if (versions.every(isMap) && shown.filter(({ storage }) => storage === true).length !== 1) {
    issues.invalid('K8S_CRD', at, shown, 'must have exactly one version marked as storage version');
  }
  const schemas = new Set(versions.map((version) => JSON.stringify(fields(version).schema)));
  for (const [index, version] of versions.entries()) {
    if (!isMap(version)) continue;
    const place = at.index(index);
    const name = text(version.name);
    const problems = name === undefined ? [] : dns1035Label(name);
    if (problems.length > 0) issues.invalid('K8S_CRD', place.child('name'), name, problems.join(','));
    checkColumns(place.child('additionalPrinterColumns'), version.additionalPrinterColumns, issues);
    if (!isMissing(version.schema) && !isMap(version.schema)) continue;
    const schema = fields(version.schema).openAPIV3Schema;
    const where = place.child('schema', 'openAPIV3Schema');
    if (isMissing(schema)) issues.required('K8S_CRD', where, 'schemas are required');
    else if (isMap(schema)) {
      // A schema that all versions have is called by an older name.
      checkRoot(schemas.size === 1 ? where.called('spec.validation.openAPIV3Schema') : where, schema, issues);
    }
  }
}

function checkRoot(at: At, schema: Fields, issues: Issues): void {
  const type = text(schema.type);
  if (type === '') issues.required('K8S_CRD', at.child('type'), 'must not be empty at the root');
  else if (type !== undefined && type !== 'object') {
    issues.invalid('K8S_CRD', at.child('type'), type, 'must be object at the root');
  }
  checkKeywords(at, schema, issues);
  checkLogic(at, schema, issues);
  const parts = inside({ at, schema, role: '' });
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    checkPart(part, issues);
    checkKeywords(part.at, part.schema, issues);
    checkLogic(part.at, part.schema, issues);
    parts.push(...inside(part));
  }
}

function checkPart({ at, schema, role }: Part, issues: Issues): void {
  const typeless =
    schema['x-kubernetes-int-or-string'] === true || schema['x-kubernetes-preserve-unknown-fields'] === true;
  if (!typeless && text(schema.type) === '') {
    issues.required('K8S_CRD', at.child('type'), `must not be empty for specified ${role}`);
  }
  if (schema.uniqueItems === true) {
    const detail = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic';
    issues.forbidden('K8S_CRD', at.child('uniqueItems'), detail);
  }
  if (
    isMap(schema.properties) &&
    Object.keys(schema.properties).length > 0 &&
    !isMissing(schema.additionalProperties)
  ) {
    if (schema.additionalProperties === true) return;
    const detail = 'additionalProperties and properties are mutual exclusive';
    issues.forbidden('K8S_CRD', at.child('additionalProperties'), detail);
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
