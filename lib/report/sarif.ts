import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RULES } from '../check/rules';
import { describeObject } from '../kube/object-reference';
import type { Finding, RelatedPlace, Severity } from '../model/finding';
import type { CheckResult } from './summary';

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', note: 'note' };

/**
 * A report for code scanning, in SARIF 2.1.0.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function* printSarif({ findings, judgedBy }: CheckResult, version: string): Generator<string> {
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
  const indices = new Map(rules.map((rule, index) => [rule, index]));
  const driver = {
    name: 'Meshwright',
    ...(/^\d+\.\d+\.\d+/.test(version) ? { semanticVersion: version } : {}),
    version,
    rules: rules.map(descriptorOf),
  };
  yield '{\n  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",\n  "version": "2.1.0",\n  "runs": [{\n';
  yield `    "tool": ${JSON.stringify({ driver })},\n    "columnKind": "utf16CodeUnits",\n    "properties": ${JSON.stringify({ judgedBy })},\n    "results": [`;
  let separator = '\n      ';
  for (const finding of findings) {
    yield separator + JSON.stringify(resultOf(finding, indices.get(finding.rule) ?? -1));
    separator = ',\n      ';
  }
  yield findings.length > 0 ? '\n    ]\n  }]\n}\n' : ']\n  }]\n}\n';
}

/** What code scanning shows of a rule. */
function descriptorOf(id: string): object {
  const rule = RULES.get(id);
  if (rule === undefined) return { id };
  const { says, why, fix, see } = rule.docs;
  return {
    id,
    shortDescription: { text: says },
    fullDescription: { text: why },
    help: { text: fix },
    ...(see === undefined ? {} : { helpUri: see }),
    defaultConfiguration: { level: LEVELS[rule.severity] },
  };
}

function resultOf(finding: Finding, ruleIndex: number) {
  const { rule, severity, resource, message, fix, related = [] } = finding;
  const name = resource === undefined ? undefined : describeObject(resource);
  const text = name === undefined ? message : `${name}: ${message}`;
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: fix === undefined ? text : `${text} (fix: ${fix})` },
    locations: [locationOf(finding)],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((each, id) => ({
            id,
            ...locationOf(each),
            message: { text: `${describeObject(each.resource)}: ${each.message}` },
          })),
        }),
  };
}

function locationOf({ resource, path, file, line, column }: Finding | RelatedPlace): object {
  const name = resource === undefined ? undefined : describeObject(resource);
  return {
    ...(file === undefined
      ? {}
      : {
          physicalLocation: {
            artifactLocation: { uri: uriOf(file) },
            ...(line === undefined ? {} : { region: { startLine: line, startColumn: column ?? 1 } }),
          },
        }),
    ...(name === undefined
      ? {}
      : { logicalLocations: [{ fullyQualifiedName: path === '' ? name : `${name} ${path}`, kind: 'object' }] }),
  };
}

/** A relative reference, which is what code scanning matches with the files of a repository. */
function uriOf(file: string): string {
  if (isAbsolute(file)) return pathToFileURL(file).href;
  return file.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
}
