/**
 * A matcher for jest, as a side effect: `import 'meshwright/jest'` in a test file or in `setupFilesAfterEnv`.
 *
 * @packageDocumentation
 */

import { expect } from '@jest/globals';
import type { IConstruct } from 'constructs';
import { loadSchemas } from '../check/installed-schemas';
import { isMap } from '../kube/json';
import { describeObject, referenceOf } from '../kube/object-reference';
import type { Finding, Issue } from '../model/finding';
import { findingOfResource, OBJECT_FIX, whyNoObject } from '../model/manifest';
import type { ObjectCheck } from '../model/object-check';
import { plural } from '../report/summary';

/** What {@link toBeAccepted} adds to `expect`. */
export interface AcceptanceMatchers<R> {
  /**
   * Expects that the API server would accept the objects of a chart (or of any construct), or plain objects, as far as
   * their schemas and rules tell. Warnings and notes do not fail it.
   */
  toBeAccepted(): R;
}

// Interfaces merge only with those of the same type parameters: jest's own, and those of @types/jest.
declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends AcceptanceMatchers<R> {}
}

declare global {
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: see above
    interface Matchers<R, T = {}> extends AcceptanceMatchers<R> {}
  }
}

/** Read once for a test file. */
let check: ObjectCheck | undefined;

expect.extend({
  toBeAccepted(received: unknown) {
    const objects = objectsOf(received);
    if (objects.length === 0) throw new Error('toBeAccepted: there are no objects: give a chart or a list with some');
    check ??= loadSchemas({ cwd: process.cwd() });
    const findings: Finding[] = [];
    for (const { object, constructPath } of objects) {
      const reason = whyNoObject(object);
      const issues = reason === undefined ? check.check(object) : [issueOf(reason)];
      const resource = referenceOf(isMap(object) ? object : {});
      for (const issue of issues) findings.push({ ...findingOfResource(resource, issue), constructPath });
    }
    const errors = findings.filter(({ severity }) => severity === 'error');
    return {
      pass: errors.length === 0,
      message: () =>
        errors.length === 0
          ? `expected the API server to refuse something, but it would accept ${plural(objects.length, 'object')}`
          : [`expected ${plural(objects.length, 'object')} to be accepted`, ...errors.map(describe)].join('\n\n'),
    };
  },
});

interface ReceivedObject {
  readonly object: unknown;
  readonly constructPath?: string;
}

function objectsOf(received: unknown): readonly ReceivedObject[] {
  if (Array.isArray(received)) return received.flatMap((each): readonly ReceivedObject[] => objectsOfItem(each));
  if (typeof received !== 'object' || received === null) {
    throw new Error('toBeAccepted: give a chart or another construct, or plain objects');
  }
  return objectsOfItem(received);
}

function objectsOfItem(item: unknown): readonly ReceivedObject[] {
  if (!isConstruct(item)) return [{ object: item }];
  const { ApiObject } = require('cdk8s') as typeof import('cdk8s');
  // Not `chart.toJson()`, which validates the whole app each time.
  return item.node
    .findAll()
    .filter((construct) => ApiObject.isApiObject(construct))
    .map((object) => ({ object: object.toJson() as unknown, constructPath: object.node.path }));
}

function isConstruct(value: unknown): value is IConstruct {
  return isMap(value) && isMap(value.node) && typeof value.node.findAll === 'function';
}

function issueOf(reason: string): Issue {
  return { rule: 'SCHEMA_OBJECT', severity: 'error', path: [], message: reason, fix: OBJECT_FIX };
}

function describe({ resource, rule, message, fix, constructPath }: Finding): string {
  const name = resource === undefined || resource.kind === '' ? '' : `${describeObject(resource)}: `;
  return [
    `  ${name}${message}  ${rule}`,
    ...(fix === undefined ? [] : [`    fix: ${fix}`]),
    ...(constructPath === undefined ? [] : [`    construct: ${constructPath}`]),
  ].join('\n');
}
