import type { ServerAnswer } from './cel-judge';
import type { OwnAnswer } from './own-answer';

/** How two answers about one expression differ. */
export type CelDifference = 'verdict' | 'words' | 'type' | 'cost';

/** Above it, numbers are no longer exact here. */
const EXACT = 2 ** 52;
const CLOSE = 1e-9;

/** The texts of syntax errors are those of the server's parser: only that there is one is compared. */
const SYNTAX = /Syntax error|literal|recursion|^program|too large/;

export function differenceOf(own: OwnAnswer, server: ServerAnswer): CelDifference | undefined {
  if (server.panics === true) return undefined;
  if ((server.issues === undefined) !== (own.issues === undefined)) return 'verdict';
  if (server.issues !== undefined && own.issues !== undefined) {
    const isSame = errorsOf(server.issues) === errorsOf(own.issues);
    return isSame || (SYNTAX.test(server.issues) && SYNTAX.test(own.issues)) ? undefined : 'words';
  }
  if (withoutNames(server.type) !== withoutNames(own.type)) return 'type';
  const isClose = (theirs: string | undefined, ours: number | undefined) =>
    theirs === undefined || ours === undefined || near(Number(theirs), ours);
  if (!isClose(server.min, own.min) || !isClose(server.max, own.max)) return 'cost';
  return server.cardinality === own.cardinality ? undefined : 'cost';
}

/** What is said, without the lines that show where. */
function errorsOf(issues: string): string {
  const lines = issues.split('\n').filter((line) => !line.startsWith(' |'));
  return withoutNames(lines.join('; ')) ?? '';
}

/** The type of a whole value has no name that anybody can write. */
function withoutNames(text: string | undefined): string | undefined {
  return text?.replaceAll('selfType', '@self');
}

function near(a: number, b: number): boolean {
  return a === b || (Math.max(a, b) > EXACT && Math.abs(a - b) <= Math.max(a, b) * CLOSE);
}
