import { describe, expect, test } from '@jest/globals';
import { parseWarnings } from './api-client';
import { verdictOf } from './server-verdict';

test('GIVEN a header of warnings THEN it is their texts', () => {
  expect(parseWarnings('299 - "a, \\"b\\"", 299 - "c"')).toEqual(['a, "b"', 'c']);
  expect(parseWarnings(undefined)).toEqual([]);
});

describe('answers of a server', () => {
  test('GIVEN causes THEN they are kept', () => {
    const cause = { field: 'spec.a', reason: 'FieldValueInvalid', message: 'Invalid value' };
    const body = JSON.stringify({ message: 'is invalid', details: { causes: [cause] } });
    expect(verdictOf(422, [], body)).toEqual({
      verdict: 'refused',
      status: 422,
      causes: [cause],
      message: 'is invalid',
      warnings: [],
    });
  });

  test('GIVEN a decoder that names unknown fields THEN each is a cause', () => {
    const message = 'strict decoding error: unknown field "spec.a[0].b", duplicate field "spec.c"';
    expect(verdictOf(400, [], JSON.stringify({ message })).causes.map(({ field, reason }) => [field, reason])).toEqual([
      ['spec.a[0].b', 'StrictDecoding'],
      ['spec.c', 'StrictDecoding'],
    ]);
  });

  test('GIVEN a decoder that names a field of Go THEN the path is without the name of the type', () => {
    const message = 'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32';
    expect(verdictOf(400, [], JSON.stringify({ message })).causes).toEqual([
      { field: 'spec.replicas', reason: 'Decoding', message },
    ]);
  });

  test('GIVEN an answer that is no JSON, or none THEN it refuses, with the text', () => {
    expect(verdictOf(0, [], 'Stream closed')).toEqual({
      verdict: 'refused',
      status: 0,
      causes: [],
      message: 'Stream closed',
      warnings: [],
    });
  });

  test('GIVEN a warning THEN what is accepted is so with a warning', () => {
    expect(verdictOf(201, ['deprecated'], '{}').verdict).toBe('warned');
    expect(verdictOf(201, [], '{}').verdict).toBe('accepted');
  });
});
