import type { ObjectReference } from '../kube/object-reference';
import type { Finding } from '../model/finding';
import type { CheckResult } from './summary';

/** A report for programs: `{ summary, judgedBy, findings }`, with every key always there. Its shape is stable. */
export function* printJson({ summary, judgedBy, findings }: CheckResult): Generator<string> {
  // A finding a line, so that the report can be of any length.
  yield `{\n  "summary": ${JSON.stringify(summary)},\n  "judgedBy": ${JSON.stringify(judgedBy)},\n  "findings": [`;
  let separator = '\n    ';
  for (const finding of findings) {
    yield separator + JSON.stringify(jsonOf(finding));
    separator = ',\n    ';
  }
  yield findings.length > 0 ? '\n  ]\n}\n' : ']\n}\n';
}

function jsonOf({ rule, severity, resource, path, message, fix, related, file, line, column }: Finding): object {
  return {
    rule,
    severity,
    resource: resource === undefined ? null : resourceOf(resource),
    path,
    message,
    fix: fix ?? null,
    file: file ?? null,
    line: line ?? null,
    column: column ?? null,
    related: (related ?? []).map((each) => ({
      resource: resourceOf(each.resource),
      path: each.path,
      message: each.message,
      file: each.file ?? null,
      line: each.line ?? null,
      column: each.column ?? null,
    })),
  };
}

function resourceOf({ apiVersion, kind, namespace, name }: ObjectReference): object {
  return { apiVersion, kind, namespace: namespace ?? null, name };
}
