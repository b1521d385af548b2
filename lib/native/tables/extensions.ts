import { dns1035Label, dnsLabel, dnsSubdomain, pathSegment } from '../../kube/names';
import {
  checkApiService,
  checkBackend,
  checkOverheadOfClass,
  checkParameters,
  domainPath,
  uniqueTolerations,
} from '../checks/extensions';
import { type Constraint, format, labels, maxBytes, optional, orEmpty, required } from '../walk/constraints';
import type { Check, Tables } from '../walk/table';
import { warnOfRuntimeClass } from '../warnings/objects';

const rule = 'K8S_EXTENSION';

/** Above zero, and not above what is most. */
function priority(most: number): Constraint {
  return (value, place) => {
    const number = Number(value ?? 0);
    return (number > 0 && number <= most) || place.invalid(number, `must be positive and less than ${most}`);
  };
}

/** Loaded with the first definition: it needs the types of expressions. */
function definitions(): typeof import('../definitions/definition') {
  return require('../definitions/definition') as typeof import('../definitions/definition');
}
const checkDefinition: Check = (...args) => definitions().checkDefinition(...args);
const warnOfDefinition: Check = (...args) => definitions().warnOfDefinition(...args);

/** Who does something in the cluster. */
export const EXTENSIONS: Tables = {
  'apiextensions.v1.CustomResourceDefinition': {
    rule: 'K8S_CRD',
    check: checkDefinition,
    warn: warnOfDefinition,
  },
  'apiregistration.v1.APIService': { rule, check: checkApiService },
  'apiregistration.v1.APIServiceSpec': {
    rule,
    fields: {
      group: [optional, format(dnsSubdomain)],
      version: [orEmpty(format(dns1035Label))],
      groupPriorityMinimum: [priority(20_000)],
      versionPriority: [priority(1000)],
    },
    check: checkBackend,
  },
  'apiregistration.v1.ServiceReference': { rule, fields: { namespace: [required()], name: [required()] } },
  'networking.v1.IngressClassParametersReference': {
    rule,
    fields: {
      apiGroup: [format(dnsSubdomain)],
      kind: [required(), format(pathSegment)],
      name: [required(), format(pathSegment)],
    },
    check: checkParameters,
  },
  'networking.v1.IngressClassSpec': { rule, fields: { controller: [maxBytes(250), domainPath] } },
  'node.v1.Overhead': { rule, skip: ['podFixed'], check: checkOverheadOfClass },
  'node.v1.RuntimeClass': { rule, fields: { handler: [orEmpty(format(dnsLabel))] }, warn: warnOfRuntimeClass },
  'node.v1.Scheduling': {
    rule,
    fields: { nodeSelector: [labels], tolerations: [uniqueTolerations] },
    names: { tolerations: 'tolerations.tolerations' },
  },
};
