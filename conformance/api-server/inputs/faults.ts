import type { FieldPath } from '../../../lib/model/finding';
import type { Edit } from './patch';

/** One thing that may be wrong at one place. */
export interface Fault {
  /** What it is: `missing`, `null`, `empty text`. */
  readonly name: string;
  readonly edits: readonly Edit[];
}

/** Texts that are right in one kind of field and wrong in another. */
const TEXTS: Readonly<Record<string, string>> = {
  'empty text': '',
  'bad characters': 'Not_A Name!',
  '64 characters': 'a'.repeat(64),
  '254 characters': 'a'.repeat(254),
  dashes: '-a-',
  number: '7',
  negative: '-1',
  fraction: '1.5',
  quantity: '1Gi',
  'bad quantity': '1x',
  duration: '5s',
  'bad duration': '5d',
  percentage: '50%',
  'large percentage': '150%',
  dotted: 'a.b',
  qualified: 'example.com/a',
  'twice qualified': 'a/b/c',
  wildcard: '*',
  'wildcard host': '*.example.com',
  'IPv4 address': '10.0.0.1',
  'bad address': '999.1.1.1',
  'leading zero': '010.0.0.1',
  'IPv6 address': '2001:db8::1',
  CIDR: '10.0.0.0/8',
  'CIDR with host bits': '10.0.0.1/8',
  URL: 'https://user:word@example.com/p?q#f',
  'absolute path': '/a',
  'upward path': '../a',
  'upper case': 'ABC',
  underscore: 'a_b',
  blank: ' ',
  'line break': 'a\nb',
  'not ASCII': 'ä',
  time: '2026-01-02T03:04:05Z',
  'bad time': '2026-01-02',
  'bad expression': 'a ==',
  'bad pattern': '(',
};

const NUMBERS: Readonly<Record<string, number>> = {
  zero: 0,
  one: 1,
  negative: -1,
  fraction: 1.5,
  'port too large': 65536,
  'more than a million': 1_000_001,
  'overflow of int32': 2_147_483_648,
  'overflow of int64': 1e19,
  'underflow of int32': -2_147_483_649,
};

/** Names and texts for the keys of maps. */
const KEYS: Readonly<Record<string, string>> = {
  'bad key': 'bad key!',
  'empty key': '',
  'long key': 'a'.repeat(64),
  'twice qualified key': 'a/b/c',
  'reserved key': 'kubernetes.io/a',
};

/** Every systematic fault of an object, place by place. */
export function* faultsOf(object: unknown, path: FieldPath = []): Generator<Fault> {
  if (path.length > 0 && !isTypeOfObject(path)) {
    yield { name: 'missing', edits: [{ op: 'remove', path }] };
    yield* replacements(object, path);
  }
  if (Array.isArray(object)) {
    yield* faultsOfList(object, path);
    for (const [index, item] of object.entries()) yield* faultsOf(item, [...path, index]);
  } else if (typeof object === 'object' && object !== null) {
    yield* faultsOfMap(object as Readonly<Record<string, unknown>>, path);
    for (const [key, value] of Object.entries(object)) yield* faultsOf(value, [...path, key]);
  }
}

/** What kind of object it is decides whom to ask: it stays. */
function isTypeOfObject(path: FieldPath): boolean {
  return path.length === 1 && (path[0] === 'apiVersion' || path[0] === 'kind');
}

function* replacements(value: unknown, path: FieldPath): Generator<Fault> {
  for (const [name, other] of otherValues(value)) yield { name, edits: [{ op: 'set', path, value: other }] };
}

function* otherValues(value: unknown): Generator<[string, unknown]> {
  yield ['null', null];
  switch (typeof value) {
    case 'string':
      yield ['number for text', 7];
      yield ['boolean for text', true];
      yield ['map for text', {}];
      yield ['list for text', [value]];
      if (value !== '') yield* misspelt(value);
      yield* Object.entries(TEXTS);
      return;
    case 'number':
      yield ['text for number', 'text'];
      yield ['number in quotes', String(value)];
      yield ['map for number', {}];
      yield ['boolean for number', false];
      yield* Object.entries(NUMBERS);
      return;
    case 'boolean':
      yield ['other boolean', !value];
      yield ['text for boolean', 'yes'];
      yield ['boolean in quotes', String(value)];
      yield ['number for boolean', 1];
      return;
    default:
      if (Array.isArray(value)) {
        yield ['empty list', []];
        yield ['map for list', {}];
        yield ['text for list', 'text'];
        if (value.length === 1) yield ['item for list', value[0]];
      } else if (value !== null) {
        yield ['empty map', {}];
        yield ['list for map', [value]];
        yield ['text for map', 'text'];
        yield ['number for map', 7];
      }
  }
}

function* misspelt(text: string): Generator<[string, string]> {
  yield ['misspelt', `${text}x`];
  const first = text[0] ?? '';
  const swapped = first === first.toLowerCase() ? first.toUpperCase() : first.toLowerCase();
  if (swapped !== first) yield ['other case', swapped + text.slice(1)];
}

function* faultsOfList(list: readonly unknown[], path: FieldPath): Generator<Fault> {
  const end = [...path, list.length];
  const [first] = list;
  yield { name: 'null item', edits: [{ op: 'insert', path: end, value: null }] };
  if (list.length === 0) return;
  yield { name: 'item twice', edits: [{ op: 'insert', path: end, value: first }] };
  yield { name: 'empty text as item', edits: [{ op: 'insert', path: end, value: '' }] };
  yield { name: 'number as item', edits: [{ op: 'insert', path: end, value: 7 }] };
  if (typeof first === 'object') {
    yield { name: 'empty map as item', edits: [{ op: 'insert', path: end, value: {} }] };
    yield { name: 'text as item', edits: [{ op: 'insert', path: end, value: 'text' }] };
  } else {
    yield { name: 'map as item', edits: [{ op: 'insert', path: end, value: {} }] };
    yield { name: 'null only', edits: [{ op: 'set', path, value: [null] }] };
  }
}

function* faultsOfMap(map: Readonly<Record<string, unknown>>, path: FieldPath): Generator<Fault> {
  yield { name: 'unknown field', edits: [{ op: 'set', path: [...path, 'unknownField'], value: 'x' }] };
  const [first] = Object.entries(map).filter(([key]) => !isTypeOfObject([...path, key]));
  if (first === undefined) return;
  const [key, value] = first;
  const capital = key.charAt(0).toUpperCase() + key.slice(1);
  if (capital !== key) {
    const edits: Edit[] = [
      { op: 'remove', path: [...path, key] },
      { op: 'set', path: [...path, capital], value },
    ];
    yield { name: 'field in capitals', edits };
  }
  // A map of texts may be labels or the like.
  if (Object.values(map).every((each) => typeof each === 'string')) {
    for (const [name, other] of Object.entries(KEYS)) {
      yield { name, edits: [{ op: 'set', path: [...path, other], value: 'x' }] };
    }
  }
}
