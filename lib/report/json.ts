import type { Finding } from '../model/finding';
import type { CheckResult } from './summary';

/** A report for programs: `{ summary, findings }`, with every key always there. Its shape is stable. */
export function* printJson({ summary, findings }: CheckResult): Generator<string> {
  // A finding a line, so that the report can be of any length.
  yield `{\n  "summary": ${JSON.stringify(summary)},\n  "findings": [`;
  let separator = '\n    ';
  for (const finding of findings) {
    yield separator + JSON.stringify(jsonOf(finding));
    separator = ',\n    ';
  }
  yield findings.length > 0 ? '\n  ]\n}\n' : ']\n}\n';
}

function jsonOf({ rule, severity, resource, path, message, fix, file, line, column }: Finding): object {
  return {
    rule,
    severity,
    resource:
      resource === undefined
        ? null
        : {
            apiVersion: resource.apiVersion,
            kind: resource.kind,
            namespace: resource.namespace ?? null,
            name: resource.name,
          },
    path,
    message,
    fix: fix ?? null,
    file: file ?? null,
    line: line ?? null,
    column: column ?? null,
  };
}
