import { expect, test } from '@jest/globals';
import { telling } from '../../fixtures';
import { canaryExample, deploymentExample, yaml } from '../../release/example';
import { newEachTime } from './new-each-time';

const found = (annotations: string) =>
  telling(newEachTime)(
    yaml(
      deploymentExample().replace(
        '{labels: {app: reviews}}',
        `{labels: {app: reviews}, annotations: {${annotations}}}`,
      ),
      canaryExample(),
    ),
  );

test.each(['rollme: x7f3a', 'kubectl.kubernetes.io/restartedAt: "now"', 'build: "1765432100"', 'a: "2026-01-02"'])(
  'GIVEN %s THEN each deployment starts a release',
  (annotations) => {
    const key = annotations.slice(0, annotations.indexOf(':'));
    expect(found(annotations)).toEqual([
      `note Deployment/reviews spec.template.metadata.annotations.${key}: ${key} is another one with each deployment: each starts a release of Canary shop/reviews`,
    ]);
  },
);

test.each(['checksum/config: 3f9a', 'prometheus.io/port: "9797"', 'team: shop', 'version: "2026.1"'])(
  'GIVEN %s THEN nothing is reported',
  (annotations) => {
    expect(found(annotations)).toEqual([]);
  },
);
