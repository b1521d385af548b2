import { describeJudgedBy, type JudgedBy } from '../check/judged-by';
import type { Paint } from './paint';

/** The last line of what is printed for people. */
export function judgedByLine(judgedBy: JudgedBy, paint: Paint): string {
  return `${paint('dim', `judged by ${describeJudgedBy(judgedBy)}`)}\n`;
}

/** The last line of what is printed as Markdown. */
export function judgedByMarkdown(judgedBy: JudgedBy): string {
  return `<sub>Judged by ${describeJudgedBy(judgedBy)}.</sub>\n`;
}
