import type { ValidationContext, ValidationViolatingResource } from 'cdk8s-cli/plugins';
import { describeObject } from '../kube/object-reference';
import { oneLine } from '../kube/readable';
import type { Finding, RelatedPlace } from '../model/finding';

/** Puts findings into the report that the command line of cdk8s prints: what is alike together, notes left out. */
export function reportFindings(findings: readonly Finding[], { report, metadata }: ValidationContext): void {
  for (const alike of group(findings)) {
    const [{ rule, severity, message, path, fix }] = alike;
    const resources = new Map<string, ValidationViolatingResource & { readonly locations: string[] }>();
    for (const finding of alike) {
      const name = finding.resource === undefined ? 'N/A' : describeObject(finding.resource);
      const resource = resources.get(name) ?? {
        resourceName: name,
        manifestPath: finding.file ?? 'N/A',
        locations: [],
      };
      resource.locations.push(oneLine(`${finding.line}:${finding.column}  ${finding.message}`));
      for (const each of finding.related ?? []) resource.locations.push(oneLine(`  ${describeRelated(each)}`));
      resources.set(name, resource);
      // The report looks for the construct under the name of the resource, when the violation is added.
      const { constructPath } = finding;
      if (constructPath !== undefined) Object.assign(metadata, { [name]: { path: constructPath } });
      else Reflect.deleteProperty(metadata, name);
    }
    report.addViolation({
      ruleName: severity === 'error' ? rule : `${rule} (${severity})`,
      recommendation: oneLine(
        path !== '' && message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message,
      ),
      fix: oneLine(fix ?? 'see the locations'),
      violatingResources: [...resources.values()],
    });
  }
}

/** The other end, by its construct where that is known. */
function describeRelated({ resource, message, constructPath, file, line }: RelatedPlace): string {
  const place = constructPath ?? [file ?? '', ...(line === undefined ? [] : [line])].join(':');
  return `${describeObject(resource)} (${place}): ${message}`;
}

/** Findings of one rule in one file that ask for the same. */
function group(findings: readonly Finding[]): [Finding, ...Finding[]][] {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    if (finding.severity === 'note') continue;
    const { rule, severity, file, message, path, fix } = finding;
    const reason = path !== '' && message.startsWith(`${path}: `) ? message.slice(path.length) : message;
    const key = JSON.stringify([rule, severity, file, reason, fix]);
    const alike = groups.get(key);
    if (alike === undefined) groups.set(key, [finding]);
    else alike.push(finding);
  }
  return [...groups.values()];
}
