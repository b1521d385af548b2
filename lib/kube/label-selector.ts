/** Labels of an object, or what a selector wants of them. */
type Labels = Readonly<Record<string, string>>;

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors */
export interface LabelSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly LabelSelectorRequirement[];
}

export interface LabelSelectorRequirement {
  readonly key: string;
  /** `In`, `NotIn`, `Exists` or `DoesNotExist`. */
  readonly operator: string;
  readonly values?: readonly string[];
}

/** Whether labels hold all that is wanted; what wants nothing is held by all. */
export function hasLabels(labels: Labels, wanted: Labels | undefined): boolean {
  for (const key in wanted) {
    if (labels[key] !== wanted[key] || !Object.hasOwn(labels, key)) return false;
  }
  return true;
}

/** Whether a selector selects an object with these labels. An empty selector selects everything. */
export function matchesSelector(labels: Labels, { matchLabels, matchExpressions }: LabelSelector): boolean {
  return hasLabels(labels, matchLabels) && (matchExpressions ?? []).every((each) => meets(labels, each));
}

function meets(labels: Labels, { key, operator, values = [] }: LabelSelectorRequirement): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}

/** A selector as `kubectl` prints it: `app=web,version in (v1,v2)`. */
export function formatSelector({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const labels = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const expressions = matchExpressions.map(({ key, operator, values = [] }) => {
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values.join(',')})`;
  });
  return [...labels.sort(), ...expressions].join(',');
}
