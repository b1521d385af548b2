import { parseQuantity, type Quantity } from '../kube/quantities';
import type { Path } from '../violation/path';
import type { Report, Rule } from './rules';

/** Checks the syntax of a quantity, which fails the decoding of the whole object. */
export function checkQuantity(rule: Rule, at: Path, value: unknown, report: Report): Quantity | undefined {
  // Anything but a text and a number is for the structural check to tell.
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const quantity = parseQuantity(value);
  if (typeof quantity !== 'string') return quantity;
  report.invalid(rule, at, value, quantity);
  return undefined;
}
