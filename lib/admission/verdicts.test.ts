import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { validateIstioObject, webhookVerdict } from './validate';

/** What istiod 1.30.3 said of objects that its definitions accept: the object, whether refused, whether warned of. */
type Recorded = readonly [object: { readonly kind: string }, refused: boolean, warned: boolean];

const recorded = JSON.parse(
  brotliDecompressSync(readFileSync(join(__dirname, 'recorded/verdicts.json.br'))).toString('utf8'),
) as readonly Recorded[];
const kinds = [...new Set(recorded.map(([{ kind }]) => kind))].sort();

describe('verdicts of istiod', () => {
  test('GIVEN what is recorded THEN there is enough of each kind', () => {
    expect(kinds).toHaveLength(14);
    expect(recorded.length).toBeGreaterThan(500);
  });

  test.each(kinds)('GIVEN each recorded %s THEN it is refused and warned of where istiod does', (kind) => {
    const objects = recorded.filter(([object]) => object.kind === kind);
    const wrong = objects.filter(([object, refused, warned]) => {
      const verdict = webhookVerdict(object);
      return verdict.refused !== refused || verdict.warned !== warned;
    });
    expect(wrong).toEqual([]);
  });
});

describe('what is told of them', () => {
  /** Without a namespace these mean nothing to istiod; whoever applies them has one. */
  const withoutNamespace = ([object]: Recorded) => JSON.stringify(object).includes('"exportTo":["."]');

  test('GIVEN an object that istiod refuses THEN there is an error, and only then', () => {
    const wrong = recorded.filter((row) => {
      const [object, refused] = row;
      const told = validateIstioObject(object).some(({ severity = 'error' }) => severity === 'error');
      return told !== refused && !withoutNamespace(row);
    });
    expect(wrong).toEqual([]);
  });

  test('GIVEN an object that istiod warns of THEN there is a warning, or a note where istiod is wrong', () => {
    const silent = recorded.filter(
      ([object, , warned]) =>
        warned && validateIstioObject(object).every(({ severity = 'error' }) => severity === 'error'),
    );
    expect(silent).toEqual([]);
  });

  test('GIVEN what is told THEN it says what is wrong at a place, and what to do', () => {
    const told = recorded.flatMap(([object]) => validateIstioObject(object));
    expect(told.filter(({ detail, fix }) => detail === '' || fix === undefined || fix === '')).toEqual([]);
  });
});
