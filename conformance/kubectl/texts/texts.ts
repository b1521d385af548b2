import * as fs from 'node:fs';
import * as path from 'node:path';
import { Choice } from './choice';
import { jsonText } from './json-text';
import { FRAGMENTS, LINES, SCALARS } from './words';
import { YamlText } from './yaml-text';

/** The bytes of one of endlessly many texts; the same number gives the same text. */
export function textOf(number: number): Buffer {
  const choice = new Choice(number);
  const text = choice.chance(0.02) ? `\ufeff${kindOfText(choice)}` : kindOfText(choice);
  return damaged(choice, encoded(choice, text));
}

function kindOfText(choice: Choice): string {
  const yaml = new YamlText(choice);
  const kind = choice.below(100);
  if (kind < 20) return choice.of(FRAGMENTS) + choice.some(FRAGMENTS, 11);
  if (kind < 45) return documents(choice, yaml);
  if (kind < 52) return `${choice.of(['', '---\n', 'a: ', '- '])}${yaml.flow(4)}\n`;
  if (kind < 60) return around(choice, choice.chance(0.5) ? yaml.number() : yaml.scalar());
  if (kind < 80) return mutated(choice);
  if (kind < 88) return jsonText(choice);
  if (kind < 92) return long(choice);
  if (kind < 94) return aliases(choice);
  return lines(choice);
}

function documents(choice: Choice, yaml: YamlText): string {
  let text = yaml.block(0, 3);
  for (let count = choice.chance(0.15) ? 1 + choice.below(2) : 0; count > 0; count--) {
    text += choice.of(['---\n', '---\n', '--- # c\n', '...\n', '%YAML 1.1\n---\n', '---\n---\n']) + yaml.block(0, 2);
  }
  return text;
}

/** A scalar in every place where one can stand. */
function around(choice: Choice, scalar: string): string {
  const tag = choice.of(['!!int', '!!float', '!!bool', '!!null', '!!str', '!!timestamp', '!!binary', '!']);
  return choice.of([
    ...[`a: ${scalar}\n`, `${scalar}: a\n`, `[${scalar}]`, `- ${scalar}\n`, `--- ${scalar}\n`, `a: ${tag} ${scalar}\n`],
    ...[`a: {b: ${scalar}}\n`, `{? ${scalar} : 1}`, `---\n{${scalar}: 1}\n`, `a: '${scalar.replaceAll("'", '')}'\n`],
  ]);
}

/** Around the limits of keys, and of what is looked at together. */
const LENGTHS = [500, 510, 511, 512, 513, 1000, 1020, 1022, 1023, 1024, 1025, 1026, 1030, 2000, 4090, 4095, 4096, 4097];

function long(choice: Choice): string {
  const length = choice.of(LENGTHS);
  const unit = choice.of(['a', 'ä', '😀', 'a ', 'x,']);
  const word = unit.repeat(length).slice(0, unit === '😀' ? 2 * length : length);
  return choice.of([
    ...[`${word}: 1\n`, `"${word}": 1\n`, `? ${word}\n: 1\n`, `{${word}: 1}\n`, `[${word}: 1]\n`, `- [${word}]: x\n`],
    ...[`a: ${word}\n`, `a: "${word}"\n`, `# ${word}\na: 1\n`, `a: |\n  ${word}\n`, `${' '.repeat(length)}{"a":1}`],
    ...[`a: 1\n...\n${word}\0`, `a: 1\n...\n# ${word}\u007f`, `"a" ${word}\0`, `a: &x ${word}\nb: *x\n`],
    ...[`k: !!str ${word}: 1\n`, `'${word}' : {a: b}\n`, `a:\n  - ${word}: 1\n`, `a: {b: "${word}" : 1}\n`],
  ]);
}

/** Aliases of aliases, and many of one. */
function aliases(choice: Choice): string {
  if (choice.chance(0.4)) {
    const list = Array.from({ length: 1 + choice.below(1500) }, (_, i) => `- ${i}\n`).join('');
    return `list: &l\n${list}${Array.from({ length: 1 + choice.below(30) }, (_, i) => `c${i}: *l\n`).join('')}`;
  }
  let text = 'a0: &a0 [1,2,3]\n';
  const [levels, width] = [1 + choice.below(12), 1 + choice.below(10)];
  for (let i = 1; i <= levels; i++) text += `a${i}: &a${i} [${`*a${i - 1},`.repeat(width)}]\n`;
  if (choice.chance(0.3)) {
    text += `m: {<<: ${choice.of(['*a0', '[*a1]', '{x: 1}', '&q {y: 2}', '[{x: 1}, {x: 2}]'])}, x: 3}\n`;
  }
  return text;
}

function lines(choice: Choice): string {
  const line = () => {
    const indent = ' '.repeat(choice.of([0, 0, 2, 2, 4, 1]));
    return indent + choice.of(LINES) + choice.of(['\n', '\n', '\n', '\n', '\n', '\r\n', '\r', '\n\n', '', '\u2028']);
  };
  return Array.from({ length: 1 + choice.below(6) }, line).join('');
}

/** A manifest of this repository with mistakes. */
function mutated(choice: Choice): string {
  let text = choice.of(manifests());
  if (choice.chance(0.3)) {
    const all = text.split('\n');
    const start = choice.below(all.length);
    text = all.slice(start, start + 1 + choice.below(12)).join('\n');
  }
  for (let count = 1 + choice.below(3); count > 0; count--) text = mutate(choice, text);
  return text;
}

function mutate(choice: Choice, text: string): string {
  const at = choice.below(text.length + 1);
  const rest = text.slice(at + (choice.chance(0.5) ? 0 : choice.below(8)));
  const all = text.split('\n');
  const line = choice.below(all.length);
  switch (choice.below(6)) {
    case 0:
    case 1:
      return text.slice(0, at) + choice.of(FRAGMENTS) + rest;
    case 2:
      return text.slice(0, at) + choice.of(SCALARS) + rest;
    case 3:
      return text.slice(0, at) + text.slice(at + 1 + choice.below(5));
    case 4:
      return all.with(line, choice.of([' ', '\t', '  ', '- ', '#']) + all[line]).join('\n');
    default:
      return choice.chance(0.5) ? all.toSpliced(line, 1).join('\n') : all.toSpliced(line, 0, choice.of(all)).join('\n');
  }
}

let known: readonly string[] | undefined;

/** The documents of the lab's manifests that are not too long. */
function manifests(): readonly string[] {
  const folder = path.join(__dirname, '../../../dist');
  known ??= fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .flatMap((name) => fs.readFileSync(path.join(folder, name), 'utf8').split(/^(?=---)/m))
    .filter(({ length }) => length > 5 && length < 3000);
  return known;
}

/** A few are UTF-16. */
function encoded(choice: Choice, text: string): Buffer {
  if (!choice.chance(0.02)) return Buffer.from(text);
  const wide = Buffer.from(`\ufeff${text}`, 'utf16le');
  if (choice.chance(0.5)) wide.swap16();
  if (choice.chance(0.1)) return wide.subarray(0, wide.length - 1);
  return choice.chance(0.1) ? Buffer.concat([wide, Buffer.from([0x00, 0xd8])]) : wide;
}

/** Bytes that are not UTF-8. */
const NO_TEXT: readonly (readonly number[])[] = [
  ...[
    [0xff],
    [0xc3],
    [0xe2, 0x82],
    [0xed, 0xa0, 0x80],
    [0xf0, 0x9f, 0x98],
    [0xc0, 0x80],
    [0xf5, 0x80, 0x80, 0x80],
    [0x80],
  ],
];

function damaged(choice: Choice, bytes: Buffer): Buffer {
  if (!choice.chance(0.02)) return bytes;
  const at = choice.below(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(choice.of(NO_TEXT)), bytes.subarray(at)]);
}
