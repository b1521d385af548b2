import type { TypedSchema } from '../../lib/cel/declared-types';
import type { Random } from '../random';

const NAMES = [
  'a',
  'b',
  'name',
  'spec',
  'items',
  'a-b',
  'a.b',
  'a/b',
  'if',
  'in',
  'namespace',
  '__x',
  'size',
  '1a',
  'ä',
];
const FORMATS = ['byte', 'duration', 'date', 'date-time', 'datetime', 'ipv4', 'uuid', 'int32', 'unheard-of'];

/** A structural schema of what rules may look at: every type, bounded and not. */
export function randomSchema(random: Random, depth = 3): TypedSchema {
  const choices = depth > 0 ? 12 : 7;
  switch (random.below(choices)) {
    case 0:
      return { type: 'integer' };
    case 1:
      return { type: 'number' };
    case 2:
      return { type: 'boolean' };
    case 3:
    case 4:
      return randomText(random);
    case 5:
      return { 'x-kubernetes-int-or-string': true, ...bound(random, 'maxLength', 20) };
    case 6:
      return random.below(4) === 0 ? {} : { type: 'string' };
    case 7:
      return { type: 'array', items: randomSchema(random, depth - 1), ...bound(random, 'maxItems', 50) };
    case 8:
      return {
        type: 'object',
        additionalProperties: randomSchema(random, depth - 1),
        ...bound(random, 'maxProperties', 50),
      };
    default:
      return randomObject(random, depth);
  }
}

export function randomObject(random: Random, depth: number): TypedSchema {
  const properties: Record<string, TypedSchema> = {};
  for (let count = 1 + random.below(4); count > 0; count -= 1) {
    properties[pick(random, NAMES)] = randomSchema(random, depth - 1);
  }
  const embedded = random.below(20) === 0;
  return {
    type: 'object',
    properties,
    ...(random.below(2) === 0 ? { required: Object.keys(properties).slice(0, 2) } : {}),
    ...(embedded ? { 'x-kubernetes-embedded-resource': true } : {}),
  };
}

function randomText(random: Random): TypedSchema {
  switch (random.below(4)) {
    case 0:
      return { type: 'string', format: pick(random, FORMATS), ...bound(random, 'maxLength', 30) };
    case 1:
      return { type: 'string', enum: ['a', 'bcd', 'ä'].slice(0, 1 + random.below(3)) };
    default:
      return { type: 'string', ...bound(random, 'maxLength', 300) };
  }
}

function bound(random: Random, name: 'maxItems' | 'maxLength' | 'maxProperties', most: number): TypedSchema {
  return random.below(2) === 0 ? { [name]: random.below(most) } : {};
}

export function pick<T>(random: Random, choices: readonly T[]): T {
  return choices[random.below(choices.length)] as T;
}
