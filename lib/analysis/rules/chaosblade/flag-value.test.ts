import { expect, test } from '@jest/globals';
import { experimentExample } from '../../experiment/example';
import { saying } from '../../fixtures';
import { flagValue } from './flag-value';

const found = saying(flagValue);

test.each([
  ['percent', '120', 'must be a whole number from 1 to 100, not 120'],
  ['percent', '20%', 'must be a whole number from 1 to 100, not "20%"'],
  ['percent', "20', '30", 'must be a whole number from 1 to 100, not "20,30"'],
  ['local-port', '70000', 'must be a whole number from 1 to 65535, not 70000'],
  ['local-port', '', 'must have a value'],
  ['destination-ip', 'fe80::1', 'must be IPv4 addresses or ranges such as "10.0.0.0/8", not "fe80::1"'],
  ['protocol', 'http', 'must be "tcp" or "udp" or "icmp", not "http"'],
])('GIVEN %s: %s THEN it says what is taken', (name, value, says) => {
  expect(found(experimentExample({ flags: { [name]: value } }))).toEqual([
    expect.stringMatching(/^a\.yaml:\d+ error CHAOSBLADE_FLAG_VALUE: /),
  ]);
  expect(found(experimentExample({ flags: { [name]: value } }))[0]).toContain(`${name} of pod network loss ${says}`);
});

test.each([
  ['local-port', '8080,9000-9010'],
  ['exclude-port', "22', '6443"],
  ['percent', '100'],
  ['force', 'true'],
])('GIVEN %s: %s THEN nothing is reported', (name, value) => {
  expect(found(experimentExample({ flags: { [name]: value } }))).toEqual([]);
});
