import { dnsLabel, qualifiedName } from '../../kube/names';
import { checkBinding, checkNodeRequirement, checkPodTerm, checkSpread, checkToleration } from '../checks/scheduling';
import { checkLabelRequirement } from '../checks/selectors';
import {
  type Constraint,
  eachUnnamed,
  format,
  labels,
  oneOf,
  optional,
  orEmpty,
  positive,
  required,
} from '../walk/constraints';
import type { Tables } from '../walk/table';

const rule = 'K8S_SCHEDULING';

const weight: Constraint = (value, place) => {
  const number = Number(value ?? 0);
  return (number >= 1 && number <= 100) || place.invalid(number, 'must be in the range 1-100');
};

/** What is missing is no qualified name either, and the API server says both. */
const topologyKey: Constraint = (value, place) => {
  if (value === undefined || value === '') place.required('can not be empty');
  return place.invalidEach(value ?? '', qualifiedName(String(value ?? '')));
};

/** Selectors, and where pods may run. */
export const SCHEDULING: Tables = {
  'meta.v1.LabelSelector': { rule: 'K8S_SELECTOR', fields: { matchLabels: [labels] } },
  'meta.v1.LabelSelectorRequirement': { rule: 'K8S_SELECTOR', check: checkLabelRequirement },
  'core.v1.Binding': { rule, check: checkBinding },
  'core.v1.NodeSelector': {
    rule,
    fields: { nodeSelectorTerms: [required('must have at least one node selector term')] },
  },
  'core.v1.NodeSelectorRequirement': { rule, check: checkNodeRequirement },
  'core.v1.PreferredSchedulingTerm': { rule, fields: { weight: [weight] } },
  'core.v1.PodAffinityTerm': {
    rule,
    fields: {
      namespaces: [eachUnnamed(format(dnsLabel))],
      topologyKey: [topologyKey],
    },
    names: { namespaces: 'namespace' },
    check: checkPodTerm,
  },
  'core.v1.WeightedPodAffinityTerm': { rule, fields: { weight: [weight] } },
  'core.v1.Toleration': {
    rule,
    fields: {
      key: [optional, format(qualifiedName)],
      effect: [optional, oneOf('NoSchedule', 'PreferNoSchedule', 'NoExecute')],
    },
    check: checkToleration,
  },
  'core.v1.TopologySpreadConstraint': {
    rule,
    fields: {
      maxSkew: [positive()],
      topologyKey: [required('can not be empty')],
      whenUnsatisfiable: [orEmpty(oneOf('DoNotSchedule', 'ScheduleAnyway'))],
      nodeAffinityPolicy: [oneOf('Honor', 'Ignore')],
      nodeTaintsPolicy: [oneOf('Honor', 'Ignore')],
    },
    check: checkSpread,
  },
};
