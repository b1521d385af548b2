import type { parser } from '@prometheus-io/lezer-promql';

type SyntaxNode = ReturnType<typeof parser.parse>['topNode'];

/** Functions whose result is a number, or one sample, whatever they are given. */
const SINGLE_FUNCTIONS: ReadonlySet<string> = new Set(['scalar', 'absent', 'absent_over_time', 'time', 'pi', 'vector']);
/** Aggregations whose result has as many samples as what they take. */
const KEEPING: ReadonlySet<string> = new Set(['topk', 'bottomk', 'limitk', 'limit_ratio', 'count_values']);

/** Whether the result of an expression is one sample at most, whatever series there are. */
export function isSingle(node: SyntaxNode, text: string): boolean {
  switch (node.name) {
    case 'NumberDurationLiteral':
    case 'NumberLiteral':
      return true;
    case 'AggregateExpr':
      return isOverall(node, text) || operands(node).every((each) => isSingle(each, text));
    case 'FunctionCall': {
      const identifier = node.getChild('FunctionIdentifier');
      const name = identifier === null ? '' : text.slice(identifier.from, identifier.to);
      const given = operands(node);
      // Of the buckets of one histogram there is one quantile.
      if (name === 'histogram_quantile') return given[1] !== undefined && isOverall(given[1], text, ['le']);
      return SINGLE_FUNCTIONS.has(name) || (given.length > 0 && given.every((each) => isSingle(each, text)));
    }
    case 'BinaryExpr': {
      const [left, right] = [node.firstChild, node.lastChild];
      if (left === null || right === null) return false;
      const operator = node.firstChild?.nextSibling?.name;
      const both = isSingle(left, text) && isSingle(right, text);
      if (/\bgroup_(?:left|right)\b/i.test(text.slice(left.to, right.from))) return both;
      if (operator === 'Or') return both;
      // These keep what is on the left.
      if (operator === 'And' || operator === 'Unless') return isSingle(left, text);
      // The one sample of the one side finds one partner at most.
      return both || [left, right].some((each) => isSingle(each, text) && !isNumber(each));
    }
    case 'ParenExpr':
    case 'UnaryExpr':
    case 'OffsetExpr':
    case 'StepInvariantExpr':
      return node.firstChild === null ? false : operands(node).every((each) => isSingle(each, text));
    default:
      return false;
  }
}

/** An aggregation over everything, of which one sample is left, or one for each value of a label. */
function isOverall(node: SyntaxNode, text: string, but: readonly string[] = []): boolean {
  if (node.name === 'ParenExpr') return operands(node).every((each) => isOverall(each, text, but));
  const operator = node.getChild('AggregateOp');
  if (operator === null || KEEPING.has(text.slice(operator.from, operator.to))) return false;
  const modifier = node.getChild('AggregateModifier');
  if (modifier === null) return true;
  const labels = modifier.getChild('GroupingLabels')?.getChildren('LabelName') ?? [];
  return modifier.getChild('By') !== null && labels.every(({ from, to }) => but.includes(text.slice(from, to)));
}

function isNumber(node: SyntaxNode): boolean {
  return node.name === 'NumberDurationLiteral' || node.name === 'NumberLiteral';
}

/** The expressions that a node is made of. */
function operands(node: SyntaxNode): readonly SyntaxNode[] {
  const body = node.getChild('FunctionCallBody') ?? node;
  const found: SyntaxNode[] = [];
  for (let child = body.firstChild; child !== null; child = child.nextSibling) {
    if (/(?:Expr|Literal|Selector|Call)$/.test(child.name)) found.push(child);
  }
  return found;
}
