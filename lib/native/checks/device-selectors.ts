import { estimateCost } from '../../cel/costs/estimate';
import { DEVICE, DEVICES } from '../../cel/device-environment';
import { checkExpression } from '../../cel/typing/check';
import { resultName } from '../../cel/typing/type';
import type { Place } from '../walk/place';

const MAX_COST = 1_000_000;

/**
 * Checks an expression that selects devices: types, and what it may cost.
 *
 * @returns whether it is right
 */
export function checkSelector(expression: string, place: Place): boolean {
  const checked = checkExpression(expression, DEVICES);
  if ('issues' in checked) {
    return checked.issues === undefined || place.invalid(expression, `compilation failed: ${checked.issues}`);
  }
  const { type, problem } = checked;
  if ((type.kind !== 'bool' || type.wrapper === true) && type.kind !== 'any') {
    return place.invalid(expression, `must evaluate to bool or the unknown type, not ${resultName(type)}`);
  }
  if (problem !== undefined) return place.internal(`program instantiation failed: ${problem}`);
  const { max } = estimateCost(checked, DEVICE, 'device');
  return max <= MAX_COST || place.forbidden('too complex, exceeds cost limit');
}
