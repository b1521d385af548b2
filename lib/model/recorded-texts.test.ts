import { isDeepStrictEqual } from 'node:util';
import { expect, test } from '@jest/globals';
import { readDocuments } from './read-documents';
import { readRecordedTexts } from './recorded-texts.testing';
import { streamSource } from './source/text-source';

/** The documents of a text; nothing if it is refused. */
function documentsOf(text: string): readonly unknown[] | undefined {
  const documents = [...readDocuments(streamSource('text', [Buffer.from(text, 'latin1')]))];
  const problems = documents.flatMap((document) => document.problems);
  if (problems.some(({ severity }) => severity === 'error')) return undefined;
  return documents.map(({ value }) => value).filter((value) => value !== null);
}

test('GIVEN texts of every kind THEN what is read of them is what kubectl reads', () => {
  const { texts } = readRecordedTexts();
  const wrong = texts.filter(([text, documents]) => !isDeepStrictEqual(documentsOf(text), documents));
  expect(wrong).toEqual([]);
  expect(texts.length).toBeGreaterThan(5000);
});
