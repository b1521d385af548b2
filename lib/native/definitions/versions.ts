import type { JsonMap } from '../../kube/json';
import type { Path } from '../../violation/path';
import type { Report } from '../rules';
import { isSet, structOf, textOf } from '../values/decoded';
import { findField, startProblem } from './field-path';
import { unstructurable } from './narrowing';
import { hasType, type Schema, schemaOf } from './schemas';
import type { Part, Version } from './spec';

const COLUMN_TYPES = ['boolean', 'date', 'integer', 'number', 'string'];
const COLUMN_FORMATS = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];
const SELECTABLE_LIMIT = 8;
const WARNING_SIZE = 256;

/** Checks what a version says beside its schema. */
export function checkVersion({ subresources, columns, selectableFields, schema }: Version, report: Report): void {
  if (subresources !== undefined) checkScale(subresources, report);
  for (const [index, column] of columns.value.entries()) checkColumn(columns.at.child(index), column, report);
  if (selectableFields.value.length > 0) checkSelectableFields(selectableFields, schema, report);
}

/** @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/#deprecate-a-version */
export function checkDeprecation(at: Path, { deprecated, deprecationWarning }: JsonMap, report: Report): void {
  if (!isSet(deprecationWarning)) return;
  const warning = textOf(deprecationWarning);
  const problems: string[] = [];
  if (deprecated !== true) problems.push('can only be set for deprecated versions');
  else {
    if (Buffer.byteLength(warning) > WARNING_SIZE) problems.push(`must be <= ${WARNING_SIZE} characters long`);
    if (warning === '') problems.push('must not be an empty string');
    const unprintable = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.exec(warning);
    if (unprintable !== null) {
      const index = Buffer.byteLength(warning.slice(0, unprintable.index));
      const detail = 'must only contain printable UTF-8 characters; non-printable character found at index';
      problems.push(`${detail} ${index}`);
    }
  }
  report.invalidEach('K8S_CRD', at.child('deprecationWarning'), warning, problems);
}

/** @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#additional-printer-columns */
function checkColumn(at: Path, column: JsonMap, report: Report): void {
  if (textOf(column.name) === '') report.required('K8S_CRD', at.child('name'));
  const type = textOf(column.type);
  const types = `must be one of ${COLUMN_TYPES.join(',')}`;
  if (type === '') report.required('K8S_CRD', at.child('type'), types);
  else if (!COLUMN_TYPES.includes(type)) report.invalid('K8S_CRD', at.child('type'), type, types);
  const format = textOf(column.format);
  if (format !== '' && !COLUMN_FORMATS.includes(format)) {
    report.invalid('K8S_CRD', at.child('format'), format, `must be one of ${COLUMN_FORMATS.join(',')}`);
  }
  const path = textOf(column.jsonPath);
  const place = at.renamed('jsonPath', 'JSONPath');
  if (path === '') report.required('K8S_CRD', place);
  else checkSimplePath(place, path, report);
}

/** @returns whether it is one, as far as the API server looks */
function checkSimplePath(at: Path, path: string, report: Report): boolean {
  if (path.startsWith('.')) return true;
  report.invalid('K8S_CRD', at, path, 'must be a simple json path starting with .');
  return false;
}

/** @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#scale-subresource */
function checkScale({ value, at }: Part<JsonMap>, report: Report): void {
  if (!isSet(value.scale)) return;
  const scale = structOf(value.scale);
  const place = at.child('scale');
  for (const [field, within] of [
    ['specReplicasPath', ['.spec']],
    ['statusReplicasPath', ['.status']],
    ['labelSelectorPath', ['.spec', '.status']],
  ] as const) {
    const path = textOf(scale[field]);
    if (path === '') {
      if (field !== 'labelSelectorPath') report.required('K8S_CRD', place.child(field));
    } else if (
      checkSimplePath(place.child(field), path, report) &&
      !within.some((prefix) => path.startsWith(`${prefix}.`))
    ) {
      const where = within.length === 1 ? within[0] : `either ${within.join(' or ')}`;
      report.invalid('K8S_CRD', place.child(field), path, `should be a json path under ${where}`);
    }
  }
}

/** @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#crd-selectable-fields */
function checkSelectableFields(
  { value: fields, at }: Part<readonly JsonMap[]>,
  schema: Part<JsonMap> | undefined,
  report: Report,
): void {
  const root = schemaOf(schema?.value.openAPIV3Schema);
  if (root === undefined) {
    report.invalid('K8S_CRD', at, '', 'may only be set when `version.schema.openAPIV3Schema` is not included');
    return;
  }
  const problem = unstructurable(root);
  if (problem !== undefined) {
    report.invalid('K8S_CRD', at.called(at.name.replace(/selectableFields$/, 'schema.openAPIV3Schema')), '', problem);
    for (const [index, field] of fields.entries()) {
      const path = textOf(field.jsonPath);
      const wrong = startProblem(path);
      if (wrong === undefined) continue;
      report.invalid('K8S_CRD', at.child(index).child('jsonPath'), path, `is an invalid path: ${wrong}`);
    }
    return;
  }
  const seen = new Set<string>();
  for (const [index, field] of fields.entries()) {
    const place = at.child(index).child('jsonPath');
    checkSelectableField(place, textOf(field.jsonPath), root, seen, report);
  }
  if (seen.size > SELECTABLE_LIMIT) report.tooMany('K8S_CRD', at, seen.size, SELECTABLE_LIMIT);
}

function checkSelectableField(at: Path, path: string, root: Schema, seen: Set<string>, report: Report): void {
  if (path === '') {
    report.required('K8S_CRD', at);
    return;
  }
  const found = findField(path, root, { brackets: false });
  if (typeof found === 'string') {
    report.invalid('K8S_CRD', at, path, `is an invalid path: ${found}`);
    return;
  }
  if (found.parts[0] === 'metadata') report.invalid('K8S_CRD', at, path, 'must not point to fields in metadata');
  if (found.schema === undefined || !hasType(found.schema, 'string', 'boolean', 'integer')) {
    const detail =
      'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.';
    report.invalid('K8S_CRD', at, path, detail);
  }
  const key = found.parts.join('\0');
  if (seen.has(key)) report.duplicate('K8S_CRD', at, path);
  seen.add(key);
}
