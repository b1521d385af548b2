import type { RuleDescription } from '../violation/rule';
import type { TextOptions } from './paint';

/** Rules in a line each. */
export function listRules(rules: readonly RuleDescription[]): string {
  const width = Math.max(...rules.map(({ id }) => id.length));
  return rules
    .map(({ id, severity, docs }) => `${id.padEnd(width)}  ${severity.padEnd('warning'.length)}  ${docs.says}\n`)
    .join('');
}

/** What there is to know of a rule. */
export function explainRule({ id, severity, docs }: RuleDescription, { colours = false }: TextOptions = {}): string {
  const head = (text: string) => (colours ? `\x1b[1m${text}\x1b[0m` : text);
  const { says, why, fix, symptoms = [], see, wrong, right } = docs;
  const example = (name: string, yaml: string | undefined) =>
    yaml === undefined ? [] : [`${head(name)}\n\n${yaml.trim().replaceAll(/^(?=.)/gm, '  ')}`];
  return [
    `${head(id)}  ${severity}: ${says}`,
    ...(symptoms.length === 0 ? [] : [`What one sees: ${symptoms.join(', ')}`]),
    why,
    `Fix: ${fix}`,
    ...example('Wrong', wrong),
    ...example('Right', right),
    ...(see === undefined ? [] : [`See ${see}`]),
  ]
    .join('\n\n')
    .concat('\n');
}
