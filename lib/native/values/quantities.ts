import { parseQuantity, type Quantity } from '../../kube/quantities';

/** The same few quantities stand in all manifests. */
const known = new Map<string, Quantity | string>();
const MAX_KNOWN = 10_000;

/** Reads a quantity; a text says what is wrong with it. */
export function readQuantity(value: unknown): Quantity | string {
  const written = typeof value === 'bigint' || typeof value === 'number' ? String(value) : value;
  // Go's decoder takes space around it away.
  if (typeof written !== 'string') return parseQuantity(value);
  let quantity = known.get(written);
  if (quantity === undefined) {
    quantity = parseQuantity(written.trim());
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(written, quantity);
  }
  return quantity;
}

const ZERO = parseQuantity('0') as Quantity;

/** The quantity of a decoded field: zero where it is missing. */
export function quantity(value: unknown): Quantity {
  const read = value === undefined ? ZERO : readQuantity(value);
  return typeof read === 'string' ? ZERO : read;
}
