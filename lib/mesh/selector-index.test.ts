import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hasLabels } from '../kube/label-selector';
import { SelectorIndex } from './selector-index';

const labels = fc.dictionary(fc.constantFrom('app', 'version', 'tier'), fc.constantFrom('a', 'b', 'c'));

it('finds what asking each would find, in the order in which it was given', () => {
  fc.assert(
    fc.property(fc.array(labels, { maxLength: 12 }), labels, (selectors, own) => {
      const index = new SelectorIndex([...selectors.entries()], ([, wanted]) => wanted);

      expect(index.selecting(own)).toEqual([...selectors.entries()].filter(([, wanted]) => hasLabels(own, wanted)));
    }),
  );
});
