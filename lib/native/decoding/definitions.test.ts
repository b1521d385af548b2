import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { NativeSchemaFile } from '../../codegen/native-schema';
import { NATIVE_KINDS, OWN_IMPORTS } from '../../schema/own-imports';
import { readNativeFile } from './definitions';

const TEXT = readFileSync(join(OWN_IMPORTS, NATIVE_KINDS), 'utf8');
const WHOLE = JSON.parse(TEXT) as NativeSchemaFile;

describe('a file of built-in kinds', () => {
  test.each([
    ['as it is written', TEXT],
    ['that somebody has formatted', JSON.stringify(WHOLE, null, 2)],
    ['on a single line', JSON.stringify(WHOLE)],
    ['of which a part is formatted', TEXT.replace('":{"properties"', '":{\n"properties"')],
  ])('GIVEN one %s THEN it says the same', (_name, text) => {
    const { version, kinds, definitions } = readNativeFile(text);
    expect([version, kinds]).toEqual([WHOLE.version, WHOLE.kinds]);
    const names = Object.keys(WHOLE.definitions);
    expect(Object.fromEntries(names.map((name) => [name, definitions.get(name)]))).toEqual(WHOLE.definitions);
    for (const name of ['core.v1.Nothing', 'constructor', '']) expect(definitions.get(name)).toBeUndefined();
  });

  test('GIVEN one that is cut off THEN it is not read', () => {
    expect(() => readNativeFile(TEXT.slice(0, -3))).toThrow(SyntaxError);
  });
});
