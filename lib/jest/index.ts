/**
 * Matchers for jest, as a side effect: `import 'meshwright/jest'` in a test file or in `setupFilesAfterEnv`; and
 * rehearsals of releases for them.
 *
 * @packageDocumentation
 */

import { expect } from '@jest/globals';
import type { IConstruct } from 'constructs';
import { loadSchemas } from '../check/installed-schemas';
import type { Judge } from '../check/judge';
import { isMap } from '../kube/json';
import { describeObject, referenceOf } from '../kube/object-reference';
import type { Finding } from '../model/finding';
import { OBJECT_FIX, whyNoObject } from '../model/manifest';
import { plural } from '../report/summary';
import { tell } from '../violation/message';
import { Path } from '../violation/path';
import type { Violation } from '../violation/violation';
import { type RolloutMatchers, rolloutMatchers } from './rollout-matchers';

export { failing, gate, noData, type Promotion, type Rehearsal, rehearse } from './rehearsal';
export type { ExposureLimit, RolloutMatchers } from './rollout-matchers';

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
  interface Matchers<R extends void | Promise<void>, T = unknown> extends AcceptanceMatchers<R>, RolloutMatchers<R> {}
}

declare global {
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: see above
    interface Matchers<R, T = {}> extends AcceptanceMatchers<R>, RolloutMatchers<R> {}
  }
}

/** Read once for a test file. */
let judge: Judge | undefined;

expect.extend({
  ...rolloutMatchers,
  toBeAccepted(received: unknown) {
    const objects = objectsOf(received);
    if (objects.length === 0) throw new Error('toBeAccepted: there are no objects: give a chart or a list with some');
    judge ??= loadSchemas({ cwd: process.cwd() });
    const own = judge.knowingAmong(objects.map(({ object }) => object));
    const findings: Finding[] = [];
    for (const { object, constructPath } of objects) {
      const reason = whyNoObject(object);
      const violations = reason === undefined ? own.verdict(object).violations : [noObject(reason)];
      const resource = referenceOf(isMap(object) ? object : {});
      for (const violation of violations) findings.push({ ...tell(violation), resource, constructPath });
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
  if (!isConstruct(item)) return unpacked(item).map((object) => ({ object }));
  const { ApiObject } = require('cdk8s') as typeof import('cdk8s');
  // Not `chart.toJson()`, which validates the whole app each time.
  return item.node
    .findAll()
    .filter((construct) => ApiObject.isApiObject(construct))
    .map((object) => ({ object: object.toJson() as unknown, constructPath: object.node.path }));
}

/** kubectl unpacks a list and sends what is in it. */
function unpacked(object: unknown): readonly unknown[] {
  return isMap(object) && object.apiVersion === 'v1' && object.kind === 'List' && Array.isArray(object.items)
    ? object.items
    : [object];
}

function isConstruct(value: unknown): value is IConstruct {
  return isMap(value) && isMap(value.node) && typeof value.node.findAll === 'function';
}

function noObject(detail: string): Violation {
  return { rule: 'SCHEMA_OBJECT', type: 'statement', path: Path.ROOT, detail, fix: OBJECT_FIX };
}

function describe({ resource, rule, message, fix, constructPath }: Finding): string {
  const name = resource === undefined || resource.kind === '' ? '' : `${describeObject(resource)}: `;
  return [
    `  ${name}${message}  ${rule}`,
    ...(fix === undefined ? [] : [`    fix: ${fix}`]),
    ...(constructPath === undefined ? [] : [`    construct: ${constructPath}`]),
  ].join('\n');
}
