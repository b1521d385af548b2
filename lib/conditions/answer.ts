/** Whether something holds: proved, disproved, or neither. */
export type Answer = 'yes' | 'no' | 'unknown';

/** Whether all of them hold. */
export function every(answers: Iterable<Answer>): Answer {
  let all: Answer = 'yes';
  for (const answer of answers) {
    if (answer === 'no') return 'no';
    if (answer === 'unknown') all = 'unknown';
  }
  return all;
}

/** Whether one of them holds. */
export function some(answers: Iterable<Answer>): Answer {
  let any: Answer = 'no';
  for (const answer of answers) {
    if (answer === 'yes') return 'yes';
    if (answer === 'unknown') any = 'unknown';
  }
  return any;
}

export function answer(holds: boolean): Answer {
  return holds ? 'yes' : 'no';
}
