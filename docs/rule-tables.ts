/**
 * Writes the tables of rules into the guide: `npm run docs`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULES_BY_JUDGE } from '../lib/check/rules';
import type { RuleDescription } from '../lib/violation/rule';

/** A text with the table of each judge between its marks. */
export function withRuleTables(text: string): string {
  // Those about several objects have pages of their own.
  const { analysis: _, ...single } = RULES_BY_JUDGE;
  return Object.entries(single).reduce((written, [judge, rules]) => {
    const marked = new RegExp(`(<!-- rules: ${judge} -->\\n)[^]*?(<!-- end -->)`);
    if (!marked.test(written)) throw new Error(`there is no place for the rules of ${judge}: <!-- rules: ${judge} -->`);
    return written.replace(marked, (_, begin: string, end: string) => `${begin}\n${tableOf(rules)}\n${end}`);
  }, text);
}

function tableOf(rules: readonly RuleDescription[]): string {
  const rows = rules.map(({ id, severity, docs: { says, see } }) => {
    const name = see === undefined ? `\`${id}\`` : `[\`${id}\`](${see})`;
    return `| ${name} | ${severity} | ${says.replaceAll('|', '\\|')} |\n`;
  });
  return `| Rule | Severity | What is reported |\n| --- | --- | --- |\n${rows.join('')}`;
}

if (require.main === module) {
  const guide = join(__dirname, 'guides/checking.md');
  writeFileSync(guide, withRuleTables(readFileSync(guide, 'utf8')));
}
