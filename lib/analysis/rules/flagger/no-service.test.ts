import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample } from '../../release/example';
import { noService } from './no-service';

const found = saying(noService);

test('GIVEN no port THEN no Service can be made', () => {
  expect(found(canaryExample({ service: '' }))).toEqual([
    'a.yaml:4 error FLAGGER_NO_SERVICE: the Services that Flagger makes would have port 0: the API server refuses them, at each interval anew, and nothing else is made',
    '  fix: write the port that callers use into service.port',
  ]);
  expect(found(canaryExample({ service: 'port: 70000' }))[0]).toMatch(/^a\.yaml:7 .* would have port 70000/);
});

test('GIVEN a port THEN nothing is reported', () => {
  expect(found(canaryExample())).toEqual([]);
  expect(found(canaryExample({ service: '', target: 'kind: Service, name: a' }))).toEqual([]);
});
