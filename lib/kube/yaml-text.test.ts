import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { load } from 'js-yaml';
import { inYaml } from './yaml-text';

test('GIVEN a value THEN it is written on one line, with quotation marks where they are needed', () => {
  expect(inYaml({ a: ['x', '1', 1, true, 'yes', null], 'b c': { d: '' } })).toBe(
    '{a: [x, "1", 1, true, "yes", null], "b c": {d: ""}}',
  );
});

test('GIVEN any value THEN YAML reads the same', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(load(inYaml(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
