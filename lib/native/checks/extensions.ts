import { dnsLabel, dnsSubdomain, portNumber } from '../../kube/names';
import { isSet, structOf, textOf } from '../values/decoded';
import type { Constraint } from '../walk/constraints';
import type { Check } from '../walk/table';
import { checkOverhead } from './resources';

const rule = 'K8S_EXTENSION';

/** What pods of a class need beside their containers. */
export const checkOverheadOfClass: Check = ({ podFixed }, at, { report }) => {
  checkOverhead(at, at.renamed('podFixed', 'limits'), structOf(podFixed), report);
};

/** No toleration twice. */
export const uniqueTolerations: Constraint = (value, place) => {
  const seen = new Set<string>();
  for (const [index, toleration] of ((value ?? []) as Readonly<Record<string, unknown>>[]).entries()) {
    const { key = '', operator = '', value: tolerated = '', effect = '' } = toleration;
    const listKey = JSON.stringify([key, operator, tolerated, effect]);
    if (seen.has(listKey)) {
      const called = place.path.name.replace(/\.tolerations$/, '');
      place.inside((path) => path.inside(index).called(`${called}[${index}]`)).duplicate(toleration);
    }
    seen.add(listKey);
  }
  return true;
};

/** A DNS name and a path. */
export const domainPath: Constraint = (value, place) => {
  const path = textOf(value);
  if (path === '') return place.required();
  const slash = path.indexOf('/');
  if (slash <= 0 || slash === path.length - 1) {
    return place.invalid(path, 'must be a domain-prefixed path (such as "acme.io/foo")');
  }
  const domain = path.slice(0, slash);
  if (!place.invalidEach(domain, dnsSubdomain(domain))) return false;
  const rest = path.slice(slash + 1);
  const isPath = /^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/.test(rest);
  return (
    isPath || place.invalid(rest, "Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')")
  );
};

/** @see https://kubernetes.io/docs/concepts/services-networking/ingress/#ingressclass-scope */
export const checkParameters: Check = ({ scope, namespace }, at, { report }) => {
  const place = at.child('namespace');
  switch (scope) {
    case 'Namespace':
      if (isSet(namespace)) report.invalidEach(rule, place, namespace, dnsLabel(textOf(namespace)));
      else report.required(rule, place, "`parameters.scope` is set to 'Namespace'");
      break;
    case 'Cluster':
      if (isSet(namespace)) report.forbidden(rule, place, "`parameters.scope` is set to 'Cluster'");
      break;
    default:
      report.unsupported(rule, at.child('scope'), scope, ['Cluster', 'Namespace']);
  }
};

/** It is called after its version and group. */
export const checkApiService: Check = (object, at, { report }) => {
  const { group, version } = structOf(object.spec);
  const name = textOf(structOf(object.metadata).name);
  const wanted = `${textOf(version)}.${textOf(group)}`;
  if (name === '' || /[/%]/.test(name) || name === '.' || name === '..' || name === wanted) return;
  const detail = `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(wanted)}`;
  report.invalid(rule, at.child('metadata', 'name'), name, detail);
};

/** @see https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/ */
export const checkBackend: Check = (spec, at, { report }) => {
  const { group, version, service, insecureSkipTLSVerify, caBundle } = spec;
  if (textOf(group) === '' && version !== 'v1') {
    report.required(rule, at.child('group'), 'only v1 may have an empty group and it better be legacy kube');
  }
  const hasBundle = textOf(caBundle) !== '';
  const place = at.child('insecureSkipTLSVerify');
  if (!isSet(service)) {
    if (hasBundle) {
      const bytes = `${Buffer.from(textOf(caBundle), 'base64').length} bytes`;
      report.invalid(rule, at.child('caBundle'), bytes, 'local APIServices may not have a caBundle');
    }
    if (insecureSkipTLSVerify === true) {
      report.invalid(rule, place, true, 'local APIServices may not have insecureSkipTLSVerify');
    }
    return;
  }
  const problems = portNumber(Number(structOf(service).port ?? 0));
  if (problems.length > 0) {
    const { port } = structOf(service);
    report.invalid(rule, at.child('service', 'port'), port, `port is not valid: ${problems.join(', ')}`);
  }
  if (insecureSkipTLSVerify === true && hasBundle) {
    report.invalid(rule, place, true, 'may not be true if caBundle is present');
  }
};
