import { Path } from '../../violation/path';
import type { Report } from '../rules';
import { structOf, structsOf, textOf } from '../values/decoded';
import type { Check } from '../walk/table';
import { checkConversion } from './conversion';
import { isFormatUnknown } from './formats';
import { checkNames, checkVersionNames } from './names';
import { checkSchema } from './schema-document';
import { everySchema, schemaOf } from './schemas';
import { specOf, type Version } from './spec';
import { checkDeprecation, checkVersion } from './versions';

const SCOPES = ['Cluster', 'Namespaced'];

/**
 * Checks a CustomResourceDefinition.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
 */
export const checkDefinition: Check = (object, _, { report }) => {
  const { spec, at, versions, common } = specOf(object);
  checkNames(object, at, report);
  checkScope(at.child('scope'), textOf(spec.scope), report);
  checkVersionNames(at, spec.versions, report);
  checkConversion(at, spec, report);
  checkPreservation(object, report);
  const all = [...versions, common];
  const isEverySchemaThere = schemaOf(common.schema?.value.openAPIV3Schema) !== undefined;
  for (const [index, one] of versions.entries()) {
    const place = at.child('versions').child(index);
    checkDeprecation(place, structOf(one.version), report);
    if (isEverySchemaThere || schemaOf(one.schema?.value.openAPIV3Schema) !== undefined) continue;
    report.required('K8S_CRD', place.child('schema', 'openAPIV3Schema'), 'schemas are required');
  }
  const anyStatus = all.some(hasStatus);
  for (const version of all) {
    checkVersion(version, report);
    const schema = schemaOf(version.schema?.value.openAPIV3Schema);
    if (version.schema === undefined || schema === undefined) continue;
    const status = version === common ? anyStatus : hasStatus(version) || hasStatus(common);
    checkSchema(version.schema.at.child('openAPIV3Schema'), schema, status, report);
  }
};

/** Formats that an API server does not know it passes over, and says so once. */
export const warnOfDefinition: Check = (object, _, { report }) => {
  const { versions, common } = specOf(object);
  const told = new Set<unknown>();
  for (const { schema: part } of [...versions, common]) {
    const schema = schemaOf(part?.value.openAPIV3Schema);
    if (part === undefined || schema === undefined) continue;
    for (const { schema: inner, at } of everySchema(schema, part.at.child('openAPIV3Schema'))) {
      if (!isFormatUnknown(inner) || told.has(inner.format)) continue;
      told.add(inner.format);
      report.warning('K8S_CRD', at.child('format'), `unrecognized format ${JSON.stringify(inner.format)}`);
    }
  }
};

function checkScope(at: Path, scope: string, report: Report): void {
  if (scope === '') report.required('K8S_CRD', at);
  else if (!SCOPES.includes(scope)) report.unsupported('K8S_CRD', at, scope, SCOPES);
}

function hasStatus({ subresources }: Version): boolean {
  return subresources?.value.status !== undefined;
}

function checkPreservation(object: Readonly<Record<string, unknown>>, report: Report): void {
  const spec = structOf(object.spec);
  if (spec.preserveUnknownFields !== true) return;
  const at = Path.ROOT.child('spec', 'preserveUnknownFields');
  const detail =
    'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead';
  report.invalid('K8S_CRD', at, true, detail);
  const hasDefaults = structsOf(spec.versions).some(({ schema }) => {
    const root = schemaOf(structOf(schema).openAPIV3Schema);
    return root !== undefined && [...everySchema(root, at)].some((part) => part.schema.default !== undefined);
  });
  if (hasDefaults) report.invalid('K8S_CRD', at, true, 'must be false in order to use defaults in the schema');
}
