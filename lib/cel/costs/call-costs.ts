import type { Core } from '../typing/core';
import { exactly, type Interval, limited, ONE, plus, scaled, times, UNBOUNDED, UNKNOWN, union } from './interval';
import { kubernetesCost } from './library-costs';
import type { Call, CallCost, Operand } from './operand';

/** Of walking through a text, for each character. */
const TEXT_FACTOR = 0.1;
/** Of a regular expression, for each of its characters. */
const PATTERN_FACTOR = 0.25;

/** What a call may cost, with its arguments, and how large its result may be. */
export function callCost(call: Call): CallCost {
  const args = call.costs.reduce(plus, exactly(0));
  const own = setCost(call) ?? kubernetesCost(call) ?? languageCost(call);
  if (own === undefined) return { cost: plus(ONE, args) };
  return { cost: own.isWhole === true ? own.cost : plus(own.cost, args), size: own.size };
}

/** As cel-go counts, whose integers overflow: a text of which nothing is known has no size when it is quoted. */
function quotedSize(size: number): number {
  return size >= UNBOUNDED / 2 ? 0 : size * 2 + 2;
}

function sizeOf({ size }: Operand): Interval {
  return size ?? UNKNOWN;
}

function setCost({ id, args, sizes }: Call): CallCost | undefined {
  if (!id.startsWith('list_sets_')) return undefined;
  const [first, second] = args as [Operand, Operand];
  const size = (operand: Operand) => sizes.sizeOfOperand(operand);
  const product = times(size(first), size(second));
  return { cost: plus(scaled(product, id === 'list_sets_equivalent_list' ? 2 : 1), ONE) };
}

function languageCost({ id, self, args, costs, sizes, core }: Call): CallCost | undefined {
  const [first, second, third] = args as [Operand, Operand, Operand];
  switch (id) {
    case 'string_format':
      return self && { cost: scaled(sizeOf(self), TEXT_FACTOR) };
    case 'string_to_bytes': {
      const size = sizeOf(first);
      return { cost: scaled(size, TEXT_FACTOR), size: { min: size.min, max: limited(size.max * 4) } };
    }
    case 'bytes_to_string': {
      const size = sizeOf(first);
      return { cost: scaled(size, TEXT_FACTOR), size: { min: Math.floor(size.min / 4), max: size.max } };
    }
    case 'strings_quote': {
      const size = sizeOf(first);
      return { cost: scaled(size, TEXT_FACTOR), size: { min: size.min + 2, max: quotedSize(size.max) } };
    }
    case 'starts_with_string':
    case 'ends_with_string':
      return { cost: scaled(sizeOf(first), TEXT_FACTOR) };
    case 'in_list':
      return { cost: sizeOf(second) };
    case 'matches_string': {
      const text = scaled(plus(sizeOf(self as Operand), ONE), TEXT_FACTOR);
      return { cost: times(text, scaled(sizeOf(first), PATTERN_FACTOR)) };
    }
    case 'contains_string':
      return { cost: times(scaled(sizeOf(self as Operand), TEXT_FACTOR), scaled(sizeOf(first), TEXT_FACTOR)) };
    case 'logical_or':
    case 'logical_and': {
      const [left, right] = costs as [Interval, Interval];
      return { cost: { min: left.min, max: plus(left, right).max }, isWhole: true };
    }
    case 'conditional': {
      const [condition, yes, no] = costs as [Interval, Interval, Interval];
      sizes.joinEntries(core, second.core as Core, third.core as Core);
      const size = union(sizeOf(second), sizeOf(third));
      return { cost: plus(condition, union(yes, no)), size, isWhole: true };
    }
    case 'add_string':
    case 'add_bytes':
    case 'add_list': {
      const size = plus(sizeOf(first), sizeOf(second));
      sizes.joinEntries(core, first.core as Core, second.core as Core);
      return { cost: id === 'add_list' ? ONE : scaled(size, TEXT_FACTOR), size };
    }
    case 'equals':
    case 'not_equals':
    case 'less_string':
    case 'less_bytes':
    case 'less_equals_string':
    case 'less_equals_bytes':
    case 'greater_string':
    case 'greater_bytes':
    case 'greater_equals_string':
    case 'greater_equals_bytes': {
      const most = Math.min(sizeOf(first).max, sizeOf(second).max);
      return { cost: scaled({ min: most > 0 ? 1 : 0, max: most }, TEXT_FACTOR) };
    }
    default:
      return undefined;
  }
}
