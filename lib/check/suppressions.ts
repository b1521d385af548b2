import { isMap } from '../kube/json';
import { describeObject, identityOf, type ObjectReference } from '../kube/object-reference';
import type { FieldPath, Finding } from '../model/finding';
import type { Manifest } from '../model/manifest';
import type { ConfiguredSuppression } from '../settings/settings';

/** Istio's own: codes with commas between them and nothing else, or `*`. */
const ISTIO = 'galley.istio.io/analyze-suppress';
/** Ours: ids of rules with commas between them, or `*`. */
const OWN = 'meshwright.dev/ignore';

/** What is known of the rules that ran. */
export interface RanRules {
  /** Whether there is such a rule at all. */
  exists(rule: string): boolean;
  /** Whether it was asked: `--only` leaves others out. */
  ran(rule: string): boolean;
}

/** Findings that stay, and those that are meant. */
export interface Suppressed {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Finding[];
}

/** One place that says which findings are meant. */
interface Suppression {
  readonly rule: string;
  matches(finding: Finding): boolean;
  /** What to say when it matches nothing. */
  place(): Pick<Finding, 'resource' | 'path' | 'file' | 'line' | 'column'>;
  /** As it is written, for messages. */
  readonly text: string;
  /** Whether it is for an object. @default - for the one that it stands at, which was checked */
  isFor?(object: ObjectReference): boolean;
}

/**
 * Takes out the findings that annotations of their objects, or the settings, say are meant; a suppression that hits
 * nothing is a note, so that none outlives its reason. Where none of the objects was checked that it is for, nobody knows.
 *
 * @param manifests every manifest that was checked
 * @param settingsFile how messages name the file of the settings
 */
export function suppress(
  findings: readonly Finding[],
  manifests: Iterable<Manifest>,
  configured: readonly ConfiguredSuppression[],
  rules: RanRules,
  settingsFile = 'meshwright.yaml',
): Suppressed {
  const byObject = new Map<string, Suppression[]>();
  const objects: ObjectReference[] = [];
  for (const manifest of manifests) {
    objects.push(manifest.resource);
    const found = suppressionsOf(manifest);
    if (found.length === 0) continue;
    const key = keyOf(manifest.file, manifest.resource);
    byObject.set(key, [...(byObject.get(key) ?? []), ...found]);
  }
  const general = configured.map((each) => suppressionOf(each, settingsFile));
  const used = new Set<Suppression>();
  const [stay, gone]: [Finding[], Finding[]] = [[], []];
  for (const finding of findings) {
    const own = finding.resource === undefined ? [] : (byObject.get(keyOf(finding.file, finding.resource)) ?? []);
    const matching = [...own, ...general].filter((each) => each.matches(finding));
    for (const each of matching) used.add(each);
    (matching.length > 0 ? gone : stay).push(finding);
  }
  const unused = [...[...byObject.values()].flat(), ...general].filter((each) => !used.has(each));
  return { findings: [...stay, ...unused.flatMap((each) => unusedFinding(each, rules, objects))], suppressed: gone };
}

function unusedFinding(
  suppression: Suppression,
  rules: RanRules,
  objects: readonly ObjectReference[],
): readonly Finding[] {
  const { rule, text } = suppression;
  const isIstios = text.startsWith(ISTIO);
  if (rule === '*' || rules.exists(rule)) {
    if (rule !== '*' && !rules.ran(rule)) return [];
    if (suppression.isFor !== undefined && !objects.some((object) => suppression.isFor?.(object))) return [];
    const message = `${text}: there is no such finding`;
    return [{ rule: 'SUPPRESSION_UNUSED', severity: 'note', message, fix: 'remove it', ...suppression.place() }];
  }
  // Codes of Istio that are said of a cluster only are none of ours.
  if (isIstios) return [];
  const message = `${text}: there is no rule ${rule}`;
  const fix = 'meshwright explain lists the rules';
  return [{ rule: 'SUPPRESSION_UNUSED', severity: 'warning', message, fix, ...suppression.place() }];
}

function suppressionsOf(manifest: Manifest): Suppression[] {
  const { metadata } = manifest.object;
  const annotations = isMap(metadata) && isMap(metadata.annotations) ? metadata.annotations : {};
  return [
    ...annotated(manifest, ISTIO, annotations[ISTIO], (text) => text),
    ...annotated(manifest, OWN, annotations[OWN], (text) => text.trim()),
  ];
}

function annotated(manifest: Manifest, name: string, value: unknown, part: (text: string) => string): Suppression[] {
  if (typeof value !== 'string' || value === '') return [];
  const path: FieldPath = ['metadata', 'annotations', name];
  return value.split(',').map((each) => {
    const rule = part(each);
    return {
      rule,
      text: `${name}: ${rule}`,
      matches: (finding) => (rule === '*' ? name === OWN || finding.rule.startsWith('IST') : finding.rule === rule),
      place: () => ({
        resource: manifest.resource,
        path: `metadata.annotations[${name}]`,
        file: manifest.file,
        ...manifest.locate(path),
      }),
    };
  });
}

function suppressionOf({ rule, resource, line }: ConfiguredSuppression, file: string): Suppression {
  const pattern = resource === undefined ? undefined : glob(resource);
  return {
    rule,
    text: resource === undefined ? rule : `${rule} of ${resource}`,
    ...(pattern === undefined ? {} : { isFor: (object: ObjectReference) => pattern.test(describeObject(object)) }),
    matches: (finding) => {
      if (finding.rule !== rule) return false;
      return (
        pattern === undefined || (finding.resource !== undefined && pattern.test(describeObject(finding.resource)))
      );
    },
    place: () => ({ path: 'suppress', file, line, column: 1 }),
  };
}

function glob(text: string): RegExp {
  const parts = text.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}

function keyOf(file: string | undefined, resource: ObjectReference): string {
  return `${file ?? ''}\n${identityOf(resource)}`;
}
