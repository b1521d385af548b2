import { type Command, Option } from 'commander';
import { RULES } from '../check/rules';
import { closest } from '../kube/suggestion';
import { explainRule, listRules } from '../report/rule-text';
import { wantsColours } from './check-output';
import { Exit, type Terminal } from './terminal';

const HELP = `
Examples:
  meshwright explain                  lists the rules
  meshwright explain IST0101          what it means, with a wrong and a right example
  meshwright explain --seen '503 UH'  the rules that explain what one sees`;

interface Options {
  readonly format: 'text' | 'json';
  readonly seen?: string;
}

/** Adds what `meshwright explain` takes and does. */
export function configure(command: Command, terminal: Terminal): void {
  command
    .description('Say what a rule means, with an example that is wrong and one that is right.')
    .argument('[rule]', 'the id of a rule, as findings show it; without it, all are listed')
    .option('--seen <symptom>', 'list the rules that explain what one sees, such as "404 NR"')
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'))
    .addHelpText('after', HELP)
    .action((id: string | undefined, options: Options) => explain(id, options, terminal));
}

function explain(id: string | undefined, { format, seen }: Options, terminal: Terminal): void {
  const found =
    id === undefined ? [...RULES.values()] : [...RULES.values()].filter((rule) => rule.id === id.toUpperCase());
  if (id !== undefined && found.length === 0) {
    const meant = closest(id.toUpperCase(), [...RULES.keys()]);
    const hint = meant === undefined ? '`meshwright explain` lists them' : `did you mean ${meant}?`;
    terminal.stderr.write(`there is no rule ${id}: ${hint}\n`);
    throw new Exit(2);
  }
  if (seen?.trim() === '') {
    terminal.stderr.write("--seen is empty: write what one sees, such as '503 UH'\n");
    throw new Exit(2);
  }
  const word = seen?.toLowerCase();
  const rules =
    word === undefined
      ? found
      : found.filter(({ docs }) => docs.symptoms?.some((each) => each.toLowerCase().includes(word)));
  if (rules.length === 0) {
    terminal.stderr.write(`no rule explains "${seen}": \`meshwright explain\` lists them all\n`);
    throw new Exit(1);
  }
  if (format === 'json') {
    const described = rules.map(({ id: name, severity, docs }) => ({ id: name, severity, docs }));
    terminal.stdout.write(`${JSON.stringify(id === undefined ? described : described[0], null, 2)}\n`);
  } else {
    const colours = wantsColours(terminal);
    const [first] = rules;
    terminal.stdout.write(id !== undefined && first !== undefined ? explainRule(first, { colours }) : listRules(rules));
  }
}
