import { isMap } from '../kube/json';
import { referenceOf } from '../kube/object-reference';
import { plural } from '../kube/plural';
import type { Finding } from '../model/finding';
import { OBJECT_FIX, whyNoObject } from '../model/manifest';
import { tell } from '../violation/message';
import { Path } from '../violation/path';
import type { Violation } from '../violation/violation';
import type { MatcherResult } from './matcher-result';
import {
  apiObjectsBelow,
  describeFinding,
  type GivenObject,
  givenObject,
  isConstruct,
  projectJudge,
  unpacked,
} from './objects';

/** What is added to `expect` for objects. */
export interface AcceptanceMatchers<R> {
  /**
   * Expects that the API server would accept the objects of a chart (or of any construct), or plain objects, as far as
   * their schemas and rules tell. Warnings and notes do not fail it.
   */
  toBeAccepted(): R;
}

/** The matchers, for any framework. */
export const acceptanceMatchers = {
  toBeAccepted(received: unknown): MatcherResult {
    const objects = objectsOf(received);
    if (objects.length === 0) throw new Error('toBeAccepted: there are no objects: give a chart or a list with some');
    const own = projectJudge().knowingAmong(objects.map(({ object }) => object));
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
          : [`expected ${plural(objects.length, 'object')} to be accepted`, ...errors.map(describeFinding)].join(
              '\n\n',
            ),
    };
  },
};

function objectsOf(received: unknown): readonly GivenObject[] {
  if (Array.isArray(received)) return received.flatMap((each): readonly GivenObject[] => objectsOfItem(each));
  if (typeof received !== 'object' || received === null) {
    throw new Error('toBeAccepted: give a chart or another construct, or plain objects');
  }
  return objectsOfItem(received);
}

function objectsOfItem(item: unknown): readonly GivenObject[] {
  return isConstruct(item) ? apiObjectsBelow(item).map(givenObject) : unpacked(item).map((object) => ({ object }));
}

function noObject(detail: string): Violation {
  return { rule: 'SCHEMA_OBJECT', type: 'statement', path: Path.ROOT, detail, fix: OBJECT_FIX };
}
