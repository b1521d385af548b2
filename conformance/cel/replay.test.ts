import { describe, expect, test } from '@jest/globals';
import { differenceOf } from './comparison';
import { ownAnswer } from './own-answer';
import { recordedAnswers } from './recording';

describe('expressions that a real API server judged', () => {
  test('GIVEN recorded ones WHEN they are checked THEN verdicts, words, types and costs are the same', () => {
    const answers = recordedAnswers();
    expect(answers.length).toBeGreaterThan(2_000);
    const different = answers.flatMap(([question, server]) => {
      const difference = differenceOf(ownAnswer(question), server);
      return difference === undefined ? [] : [`${difference}: ${JSON.stringify(question)}`];
    });
    expect(different).toEqual([]);
  });
});
