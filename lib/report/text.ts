import { describeObject } from '../kube/object-reference';
import { oneLine } from '../kube/readable';
import type { Finding, RelatedPlace, Severity } from '../model/finding';
import { judgedByLine } from './judged-by-text';
import { type Paint, painted, type Style, type TextOptions } from './paint';
import { type CheckResult, describeSummary } from './summary';

/** Text for people: findings grouped by file, what to do about each below it, and a summary at the end. */
export function printText(result: CheckResult, options: TextOptions = {}): Iterable<string> {
  return painted(options, (paint) => lines(result, paint));
}

function* lines(result: CheckResult, paint: Paint): Generator<string> {
  for (const [file, findings] of byFile(result.findings)) {
    yield `${paint('bold', oneLine(file))}\n`;
    const widest = findings.reduce((width, finding) => Math.max(width, placeOf(finding).length), 0);
    for (const finding of findings) yield printFinding(finding, widest, paint);
    yield '\n';
  }
  const { errors, warnings } = result.summary;
  const style = errors > 0 ? 'bad' : warnings > 0 ? 'warning' : 'bold';
  yield `${paint(style, describeSummary(result.summary))}\n`;
  yield judgedByLine(result.judgedBy, paint);
}

/** A finding without its file: `VirtualService bookinfo/reviews: spec.hosts: Required value`. */
function describeFinding({ resource, message }: Finding): string {
  return resource === undefined ? message : `${describeObject(resource)}: ${message}`;
}

const SEVERITY_WIDTH = 'warning'.length;
const STYLES: Readonly<Record<Severity, Style>> = { error: 'bad', warning: 'warning', note: 'note' };

function printFinding(finding: Finding, width: number, paint: Paint): string {
  const { severity, rule, fix, related = [] } = finding;
  const place = placeOf(finding).padStart(width);
  const line = `  ${place}  ${paint(STYLES[severity], severity.padEnd(SEVERITY_WIDTH))}  ${oneLine(describeFinding(finding))}  ${paint('dim', rule)}\n`;
  const indent = ' '.repeat(2 + width + 2 + SEVERITY_WIDTH + 2);
  const places = related.map((each) => {
    const text = `${describeObject(each.resource)}: ${each.message}`;
    return `${indent}${paint('dim', `${fileAndLine(each)}:`)} ${oneLine(text)}\n`;
  });
  return [line, ...(fix === undefined ? [] : [`${indent}fix: ${oneLine(fix)}\n`]), ...places].join('');
}

function fileAndLine({ file, line }: RelatedPlace): string {
  return [file ?? '', ...(line === undefined ? [] : [line])].map((part) => oneLine(String(part))).join(':');
}

function placeOf({ line, column }: Finding): string {
  return line === undefined ? '' : `${line}:${column ?? 1}`;
}

function byFile(findings: readonly Finding[]): Map<string, Finding[]> {
  const files = new Map<string, Finding[]>();
  for (const finding of findings) {
    const file = finding.file ?? '';
    const group = files.get(file);
    if (group === undefined) files.set(file, [finding]);
    else group.push(finding);
  }
  return files;
}
