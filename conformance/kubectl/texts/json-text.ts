import type { Choice } from './choice';

const VALUES = [
  ...['1', '-1', '0', '1.5', '1e3', '-0', '1e400', '01', '1.', '.5', 'true', 'false', 'null', 'NaN', '"a"', '"\\/"'],
  ...['"\\u00e4"', '"\\ud83d\\ude00"', '"\\ud83d"', '"\\x"', '"a\tb"', '""', '"\\n"', "'a'", 'a', '9007199254740993'],
  ...['123456789012345678901', '"ä"', '"😀"', '"\u2028"', '"\u007f"', '"\u0001"', '-', '+1', '0x1', '"\\u12"', '"\\'],
];

/** JSON values that follow each other, more often right than not. */
export function jsonText(choice: Choice): string {
  let text = choice.of(['', '', ' ', '\n', '\ufeff', '---\n', '# c\n', '\u00a0', '\t']);
  for (let count = 1 + choice.below(3); count > 0; count--) {
    text += choice.chance(0.9) ? `{"k":${value(choice, 3)}}` : value(choice, 3);
    text += choice.of(['', '', '\n', '\n\n', ' ', '\n---\n', '\n# c\n', ',', '\n...\n']);
  }
  return text;
}

function value(choice: Choice, depth: number): string {
  const space = () => (choice.chance(0.2) ? choice.of([' ', '\n', '\t', '\r\n', '  ']) : '');
  if (depth <= 0 || choice.chance(0.4)) return choice.of(VALUES);
  const key = () =>
    choice.chance(0.95) ? `"k${choice.below(20)}"` : choice.of(['k', '1', '"\\u0061"', '""', '"kind"']);
  const isList = choice.chance(0.4);
  const items = Array.from({ length: choice.below(4) }, () => {
    const name = isList ? '' : `${space()}${key()}${space()}:`;
    return `${name}${space()}${value(choice, depth - 1)}${space()}`;
  });
  const inside = items.join(',') + (choice.chance(0.05) ? ',' : '');
  return isList ? `[${inside}]` : `{${inside}}`;
}
