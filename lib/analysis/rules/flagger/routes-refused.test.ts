import { expect, test } from '@jest/globals';
import { saying } from '../../fixtures';
import { canaryExample } from '../../release/example';
import { routesRefused } from './routes-refused';

const found = saying(routesRefused);
const refused = (service: string, also: string[] = []) => found(canaryExample({ service: `port: 80${service}`, also }));

test.each([
  [
    ", hosts: ['*']",
    'VirtualService shop/reviews',
    'spec.hosts[0]: * would take the traffic of every service, so it is only for gateways',
  ],
  [', timeout: 1x', 'VirtualService shop/reviews', 'spec.http[0].timeout: "1x" given: it must be a duration'],
  [
    ', retries: {attempts: -1}',
    'VirtualService shop/reviews',
    'spec.http[0].retries.attempts: -1 given: it cannot be less than 0',
  ],
  [
    ", match: [{uri: {regex: '('}}]",
    'VirtualService shop/reviews',
    'spec.http[0].match[0].uri.regex: "(" is not a regular expression of RE2: error parsing regexp: missing closing ): `(`',
  ],
  [
    ', trafficPolicy: {outlierDetection: {maxEjectionPercent: 200}}',
    'DestinationRule shop/reviews-canary',
    'spec.trafficPolicy.outlierDetection.maxEjectionPercent: 200 given: a percentage is from 0 to 100',
  ],
])('GIVEN %s THEN istiod refuses it', (service, object, message) => {
  expect(refused(service)[0]).toBe(
    `a.yaml:7 error FLAGGER_ROUTES_REFUSED: istiod refuses ${object}, which Flagger makes of it: ${message}`,
  );
});

test.each(['', ', hosts: [a.example.com]', ', timeout: 3s', ", hosts: ['*'], gateways: [edge]"])(
  'GIVEN %s THEN nothing is reported',
  (service) => {
    expect(refused(service)).toEqual([]);
  },
);
