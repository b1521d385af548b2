import { ADMISSION_RULES } from '../admission/rules';
import { ANALYSIS_RULES } from '../analysis/rules';
import { TEXT_RULES } from '../model/rules';
import { NATIVE_RULES } from '../native/rules';
import { SCHEMA_RULES } from '../schema/rules';
import { describeRules, type RuleDescription, type RulesOf } from '../violation/rule';

/** What is said of suppressions. */
const SUPPRESSION_RULES = {
  SUPPRESSION_UNUSED: {
    severity: 'note',
    docs: {
      says: 'a suppression that hits nothing',
      why: 'What it was for is gone, or its rule has another name; it would hide the next finding of its kind.',
      fix: 'Remove it, or correct the id of the rule.',
    },
  },
} as const satisfies RulesOf<string>;

/** What is said of files that are no manifests by themselves. */
const INPUT_RULES = {
  INPUT_HELM_CHART: {
    severity: 'note',
    docs: {
      says: 'a Helm chart in a folder',
      why: 'Its templates are no YAML before Helm has rendered them with values, so they are passed over. The definitions in its folder `crds` are checked.',
      fix: 'Check what Helm makes of it: helm template CHART | meshwright check -.',
      see: 'https://helm.sh/docs/helm/helm_template/',
    },
  },
  INPUT_KUSTOMIZE: {
    severity: 'note',
    docs: {
      says: 'a file in a folder that a kustomization names as a patch, as data or as a configuration',
      why: 'A patch has only the fields that it changes, so it is no object by itself; data of generators and configurations are none either. They are passed over.',
      fix: 'Check what Kustomize makes of it: kustomize build FOLDER | meshwright check -.',
      see: 'https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/',
    },
  },
} as const satisfies RulesOf<string>;

/** The rules of each judge, in the order in which guides show them. */
export const RULES_BY_JUDGE = {
  inputs: describeRules(INPUT_RULES),
  text: describeRules(TEXT_RULES),
  schema: describeRules(SCHEMA_RULES),
  native: describeRules(NATIVE_RULES),
  istio: describeRules(ADMISSION_RULES),
  analysis: ANALYSIS_RULES,
  suppressions: describeRules(SUPPRESSION_RULES),
} as const satisfies Readonly<Record<string, readonly RuleDescription[]>>;

/** Every rule that a finding can name, by its id. */
export const RULES: ReadonlyMap<string, RuleDescription> = new Map(
  Object.values(RULES_BY_JUDGE)
    .flat()
    .map((rule) => [rule.id, rule]),
);
