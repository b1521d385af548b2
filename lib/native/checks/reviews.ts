import { labelValue, qualifiedName } from '../../kube/names';
import { isSet, listOf, structOf, structsOf, textOf, textsOf } from '../values/decoded';
import type { Check } from '../walk/table';

const rule = 'K8S_REVIEW';

/** Who may do what: with a resource, or with a path. */
export const checkReview: Check = ({ metadata, spec }, around, { kind, report }) => {
  const at = around.child('spec');
  const { resourceAttributes, nonResourceAttributes, user, groups } = structOf(spec);
  const isLocal = kind.endsWith('/LocalSubjectAccessReview');
  if (isSet(resourceAttributes) && isSet(nonResourceAttributes)) {
    const detail = 'cannot be specified in combination with resourceAttributes';
    report.invalid(rule, at.child('nonResourceAttributes'), nonResourceAttributes, detail);
  }
  if (!isSet(resourceAttributes) && !isSet(nonResourceAttributes)) {
    const detail = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
    report.invalid(rule, at.child('resourceAttributes'), undefined, detail);
  }
  if (!kind.endsWith('/SelfSubjectAccessReview') && textOf(user) === '' && listOf(groups).length === 0) {
    report.invalid(rule, at.child('user'), '', 'at least one of user or group must be specified');
  }
  const { namespace, ...rest } = structOf(metadata);
  const { managedFields: _, ...given } = isLocal ? rest : structOf(metadata);
  if (Object.values(given).some((value) => isSet(value) && value !== '')) {
    const detail = isLocal ? 'must be empty except for namespace' : 'must be empty';
    report.invalid(rule, around.child('metadata'), metadata, detail);
  }
  if (!isLocal) return;
  // Without one it is the namespace of the request.
  const wanted = textOf(namespace) === '' ? 'default' : textOf(namespace);
  const asked = textOf(structOf(resourceAttributes).namespace);
  if (isSet(resourceAttributes) && asked !== wanted) {
    report.invalid(rule, at.child('resourceAttributes', 'namespace'), asked, 'must match metadata.namespace');
  }
  if (isSet(nonResourceAttributes)) {
    const detail = 'disallowed on this kind of request';
    report.invalid(rule, at.child('nonResourceAttributes'), nonResourceAttributes, detail);
  }
};

/** Requirements, or a selector as it is written in a URL. Operators that nobody knows are taken. */
export const checkRequirements: Check = ({ rawSelector, requirements }, at, { around, report }) => {
  const isOfLabels = around?.field === 'labelSelector';
  const all = structsOf(requirements);
  if (textOf(rawSelector) !== '' && all.length > 0) {
    const detail = 'may not specified at the same time as requirements';
    report.invalid(rule, at.child('rawSelector'), rawSelector, detail);
  }
  if (textOf(rawSelector) === '' && all.length === 0) {
    const detail = `when ${at.name} is specified, requirements or rawSelector is required`;
    report.required(rule, at.child('requirements'), detail);
  }
  for (const [index, { key, operator, values }] of all.entries()) {
    const place = at.child('requirements').child(index);
    const name = textOf(key);
    if (isOfLabels) report.invalidEach(rule, place.child('key'), name, qualifiedName(name));
    else if (name === '') report.required(rule, place.child('key'), 'must be specified');
    const count = listOf(values).length;
    if ((operator === 'In' || operator === 'NotIn') && count === 0) {
      report.required(rule, place.child('values'), "must be specified when `operator` is 'In' or 'NotIn'");
    }
    if ((operator === 'Exists' || operator === 'DoesNotExist') && count > 0) {
      const detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
      report.forbidden(rule, place.child('values'), detail);
    }
    for (const [position, value] of isOfLabels ? textsOf(values).entries() : []) {
      report.invalidEach(rule, place.child('values').child(position), value, labelValue(value));
    }
  }
};

export const checkRulesReview: Check = ({ spec }, at, { report }) => {
  if (textOf(structOf(spec).namespace) !== '') return;
  report.statement(rule, at.child('spec', 'namespace'), 'no namespace on request');
};

export const checkTokenReview: Check = ({ spec }, at, { report }) => {
  if (textOf(structOf(spec).token) !== '') return;
  report.statement(rule, at.child('spec', 'token'), 'token is required for TokenReview in authentication');
};
