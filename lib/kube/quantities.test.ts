import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareQuantities, parseQuantity, type Quantity } from './quantities';

describe('parseQuantity', () => {
  test.each([
    ['1', '1'],
    [0.5, '500m'],
    ['0.5Gi', '512Mi'],
    ['1024Mi', '1Gi'],
    ['1000m', '1'],
    ['1000', '1k'],
    ['-1.5', '-1500m'],
    ['1e3', '1e3'],
    ['12E', '12E'],
    ['.5', '500m'],
    ['1.', '1'],
    ['0', '0'],
    ['100Ki', '100Ki'],
  ])('passes when %s is a quantity', (written, canonical) => {
    // WHEN
    const quantity = parseQuantity(written) as Quantity;

    // THEN
    expect(quantity.canonical).toBe(canonical);
  });

  test.each(['', ' 1', '1 ', '1GB', '1gi', 'a', '.', '1.2.3', '1KI', '--1'])('reports when %j is none', (written) => {
    // WHEN
    const problem = parseQuantity(written);

    // THEN
    expect(typeof problem).toBe('string');
  });

  test('orders as numbers do', () => {
    // GIVEN
    const number = fc.integer({ min: -1000, max: 1000 });

    // WHEN
    const property = fc.property(number, number, (a, b) => {
      const order = compareQuantities(parseQuantity(`${a}m`) as Quantity, parseQuantity(String(b / 1000)) as Quantity);

      // THEN
      expect(order).toBe(Math.sign(a - b));
    });
    fc.assert(property);
  });
});
