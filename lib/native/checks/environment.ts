import { isSet, structOf, textOf } from '../values/decoded';
import type { Check } from '../walk/table';
import { checkFieldRef, checkResourceFieldRef, IN_ENVIRONMENT } from './field-references';

const SOURCES = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef'] as const;

/** Where a variable's value comes from: one place, and then it has none of its own. */
export const checkVariable: Check = ({ value, valueFrom }, at, { report }) => {
  if (!isSet(valueFrom)) return;
  const source = structOf(valueFrom);
  const place = at.child('valueFrom');
  if (isSet(source.fieldRef)) {
    checkFieldRef(place.child('fieldRef'), structOf(source.fieldRef), IN_ENVIRONMENT, report);
  }
  if (isSet(source.resourceFieldRef)) {
    checkResourceFieldRef(place.child('resourceFieldRef'), structOf(source.resourceFieldRef), false, report);
  }
  const given = SOURCES.filter((name) => isSet(source[name])).length;
  if (given === 0) {
    const detail = 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`';
    report.invalid('K8S_ENV', place, '', detail);
  } else if (textOf(value) !== '') {
    report.invalid('K8S_ENV', place, '', 'may not be specified when `value` is not empty');
  } else if (given > 1) report.invalid('K8S_ENV', place, '', 'may not have more than one field specified at a time');
};

/** All variables of a ConfigMap or of a Secret; the API server does not say which entry it is. */
export const checkVariableSource: Check = ({ configMapRef, secretRef }, at, { report }) => {
  const given = [configMapRef, secretRef].filter(isSet).length;
  const list = at.unindexed();
  if (given === 0) report.invalid('K8S_ENV', list, '', 'must specify one of: `configMapRef` or `secretRef`');
  else if (given > 1) report.invalid('K8S_ENV', list, '', 'may not have more than one field specified at a time');
};
