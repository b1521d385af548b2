import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Homes } from './homes';

test('GIVEN lists of what lies in namespaces THEN those of some are found in the order of the list', () => {
  const namespace = fc.constantFrom('a', 'b', 'c', 'd');
  fc.assert(
    fc.property(fc.array(fc.record({ namespace })), fc.uniqueArray(namespace), (list, wanted) => {
      const homes = new Homes<{ readonly namespace: string }>();
      const expected = list.filter((each) => wanted.includes(each.namespace));
      expect(homes.in(wanted, list)).toEqual(expected);
      expect(homes.in(wanted, list)).toEqual(expected);
    }),
  );
});
