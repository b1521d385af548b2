import * as fc from 'fast-check';

const usualWord = fc.constantFrom(
  ...['a', 'b', 'c', 'd', 'on', '~', '1', '-1', '0x1F', '1.10', '--x', 'x y', 'a:b', 'ä', 'http://a#b', 'a  b'],
  ...['"q"', "'q'", '"a\\nb"', "'it''s'", '"a: b"', '[]', '{}', '[a, b]', '["a", 1]', '|', '>', '|-', 'x #c', 'x#c'],
);
const word = fc.constantFrom(
  ...['-', '.inf', '[a: b]', '{a: b}', '[ ]', '|2', '>+', '#c', '?', '? a', '!t', '&a', '*a', '@', '%', ':', ','],
  ...['"', "'", '[', ']', '{', '}', '<<', '__proto__', '"a" b', '[a,]', '', 'a :b', '"a":', '...', 'null', '.5'],
);
const mostly = <T>(arbitrary: fc.Arbitrary<T>, other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 12, arbitrary }, { weight: 1, arbitrary: other });
const line = fc
  .tuple(
    mostly(fc.constantFrom('', '', '  ', '    '), fc.constantFrom(' ', '   ', '      ')),
    mostly(fc.constantFrom('', '', '- '), fc.constantFrom('-   ', '- - ', '-')),
    mostly(fc.constantFrom('a', 'b', 'c', 'd', 'e', '"q"', '1'), word),
    mostly(fc.constantFrom(':', ': ', ': '), fc.constantFrom('', ':  ')),
    mostly(usualWord, word),
  )
  .map(([indent, dash, key, colon, value]) => `${indent}${dash}${key}${colon}${colon === ':' ? '' : value}`);
const between = fc.constantFrom('', '  ', '# c', '    # c', '---', '\t', '    text', '...', '- x', '-');

/** A line of YAML, mostly usual, now and then of any kind. */
export const lineOfYaml = mostly(line, between);
