import { expect, test } from '@jest/globals';
import { isFormat, knownFormat } from './string-formats';

test.each([
  ['bsonobjectid', '507f1f77bcf86cd799439011', 'x'],
  ['uri', 'https://a.com/b?c', 'a b'],
  ['email', 'a.b@c.com', 'a@'],
  ['hostname', 'a.example.com', 'a_b'],
  ['ipv4', '10.0.0.1', '10.0.0.256'],
  ['ipv6', '::1', '1.2.3.4'],
  ['cidr', '10.0.0.0/8', '10.0.0.0'],
  ['mac', '01:23:45:67:89:ab', '01:23'],
  ['uuid', '123E4567-e89b-12d3-a456-426614174000', '123'],
  ['uuid3', '123e4567-e89b-32d3-a456-426614174000', '123e4567-e89b-42d3-a456-426614174000'],
  ['uuid4', '123e4567-e89b-42d3-a456-426614174000', '123e4567-e89b-42d3-c456-426614174000'],
  ['uuid5', '123e4567-e89b-52d3-a456-426614174000', '123e4567-e89b-42d3-a456-426614174000'],
  ['isbn', '0321751043', '0321751044'],
  ['isbn10', '0321751043', '978-0321751041'],
  ['isbn13', '978-0321751041', '978-0321751042'],
  ['creditcard', '4111 1111 1111 1111', '4111 1111 1111 1112'],
  ['ssn', '111-22-3333', '111-22-333'],
  ['hexcolor', '#FFF', '#FFFF'],
  ['rgbcolor', 'rgb(0, 255, 10)', 'rgb(0,256,10)'],
  ['byte', 'YWJj', 'YWJ'],
  ['date', '2024-02-29', '2023-02-29'],
  ['date-time', '2026-01-31T12:00:00.5+02:00', '2026-01-31 12:00'],
  ['duration', '2 days', '2 moons'],
  ['duration', '1h30m', ''],
  ['quantity', '10Gi', '10 Gi'],
  ['k8s-short-name', 'a-b', 'A'],
  ['k8s-long-name', 'a.b', 'a..b'],
])('GIVEN the format %s THEN %s has it and %s has not', (format, good, bad) => {
  const name = knownFormat(format) ?? '';
  expect([isFormat(name, good), isFormat(name, bad)]).toEqual([true, false]);
});

test('GIVEN a format that the API server does not check THEN it is not known', () => {
  expect([knownFormat('url'), knownFormat('int32'), knownFormat('toString')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
