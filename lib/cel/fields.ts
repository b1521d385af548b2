import { CelError, noSuchOverload } from './errors';
import { ListValue, MapValue, numeric, Optional, type Value } from './values';

/** `map.field`, or the same of an optional map. */
export function selectField(target: Value, field: string): Value {
  if (target instanceof MapValue) {
    const value = target.find(field);
    if (value === undefined) throw new CelError(`no such key: ${field}`);
    return value;
  }
  if (target instanceof Optional) return optionalSelect(target, field);
  return noSuchOverload();
}

/** Whether a field is there: what `has()` asks. */
export function hasField(target: Value, field: string): boolean {
  if (target instanceof MapValue) return target.has(field);
  if (target instanceof Optional) return target.value !== undefined && hasField(target.value, field);
  return noSuchOverload();
}

/** `list[0]`, `map[key]`. */
export function element(target: Value, key: Value): Value {
  if (target instanceof MapValue) {
    const value = target.find(key);
    if (value === undefined) throw new CelError(`no such key: ${String(numeric(key) ?? key)}`);
    return value;
  }
  if (target instanceof Optional) return optionalSelect(target, key);
  if (!(target instanceof ListValue)) return noSuchOverload();
  const index = numeric(key);
  if (index === undefined) return noSuchOverload();
  if (!(index >= 0 && index < target.size) || !Number.isInteger(Number(index)))
    throw new CelError(`index out of bounds: ${index}`);
  return target.at(Number(index));
}

/** `map.?field`, `list[?0]`. */
export function optionalSelect(operand: Value, key: Value): Optional {
  const target = operand instanceof Optional ? operand.value : operand;
  if (target === undefined) return Optional.NONE;
  if (target instanceof MapValue) {
    const value = target.find(key);
    return value === undefined ? Optional.NONE : new Optional(value);
  }
  if (!(target instanceof ListValue)) return noSuchOverload();
  const index = numeric(key);
  if (index === undefined) return noSuchOverload();
  return index >= 0 && index < target.size ? new Optional(target.at(Number(index))) : Optional.NONE;
}
