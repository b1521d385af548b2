import type { parser } from '@prometheus-io/lezer-promql';

type SyntaxNode = ReturnType<typeof parser.parse>['topNode'];

/** A mistake that the grammar allows, and where it is. */
export interface TypeMistake {
  readonly at: number;
  readonly message: string;
}

/** The functions that take samples of a while, beside all `…_over_time`. */
const OF_RANGES: ReadonlySet<string> = new Set([
  'changes',
  'delta',
  'deriv',
  'double_exponential_smoothing',
  'idelta',
  'increase',
  'irate',
  'predict_linear',
  'rate',
  'resets',
]);

/**
 * The first place where a range is given and a vector is taken, or the other way round, or where the quantile of a
 * histogram has lost the bounds of its buckets. The first two Prometheus says at run time, the third never: there is
 * just no result.
 */
export function findTypeMistake(top: SyntaxNode, text: string): TypeMistake | undefined {
  if (isRange(top)) {
    return {
      at: top.from,
      message: 'the query has a range of samples for its result: wrap it in a function such as rate()',
    };
  }
  return visit(top, text);
}

function visit(node: SyntaxNode, text: string): TypeMistake | undefined {
  const own = check(node, text);
  if (own !== undefined) return own;
  for (const child of children(node)) {
    const mistake = visit(child, text);
    if (mistake !== undefined) return mistake;
  }
  return undefined;
}

function check(node: SyntaxNode, text: string): TypeMistake | undefined {
  switch (node.name) {
    case 'FunctionCall':
      return checkCall(node, text);
    case 'AggregateExpr':
      return noRange(args(node), nameOf(node, 'AggregateOp', text));
    case 'BinaryExpr':
      return noRange(children(node), 'an operator');
    case 'MatrixSelector': {
      const of = node.firstChild;
      return of === null || of.name === 'VectorSelector'
        ? undefined
        : { at: of.to, message: 'only a selector has a range: write a subquery, such as [5m:1m]' };
    }
    default:
      return undefined;
  }
}

function checkCall(node: SyntaxNode, text: string): TypeMistake | undefined {
  const name = nameOf(node, 'FunctionIdentifier', text);
  const given = args(node);
  if (OF_RANGES.has(name) || name.endsWith('_over_time')) {
    if (given.some(isRange)) return undefined;
    const selector = given.find((argument) => argument.name !== 'NumberDurationLiteral');
    return {
      at: (selector ?? node).to,
      message: `${name}() takes a range of samples: add one, such as [5m]`,
    };
  }
  return noRange(given, `${name}()`) ?? (name === 'histogram_quantile' ? checkQuantile(given, text) : undefined);
}

function checkQuantile(given: readonly SyntaxNode[], text: string): TypeMistake | undefined {
  const sum = given[1];
  if (sum?.name !== 'AggregateExpr' || !/_bucket\b/.test(text.slice(sum.from, sum.to))) return undefined;
  const modifier = children(sum).find(({ name }) => name === 'AggregateModifier');
  const labels = modifier
    ?.getChild('GroupingLabels')
    ?.getChildren('LabelName')
    .map(({ from, to }) => text.slice(from, to));
  const keeps = modifier?.getChild('Without') ? !labels?.includes('le') : labels?.includes('le');
  return keeps ? undefined : { at: sum.from, message: 'the buckets lose their bounds: add "le" to the labels kept' };
}

function noRange(nodes: readonly SyntaxNode[], taker: string): TypeMistake | undefined {
  const range = nodes.find(isRange);
  return range && { at: range.from, message: `${taker} takes no range of samples: wrap it in rate() or another` };
}

function isRange(node: SyntaxNode): boolean {
  switch (node.name) {
    case 'MatrixSelector':
    case 'SubqueryExpr':
      return true;
    case 'ParenExpr':
    case 'OffsetExpr':
    case 'StepInvariantExpr':
    case 'AnchoredExpr':
    case 'SmoothedExpr':
      return node.firstChild !== null && isRange(node.firstChild);
    default:
      return false;
  }
}

function args(node: SyntaxNode): SyntaxNode[] {
  const body = node.getChild('FunctionCallBody');
  return body === null ? [] : children(body);
}

function nameOf(node: SyntaxNode, part: string, text: string): string {
  const identifier = node.getChild(part);
  return identifier === null ? 'it' : text.slice(identifier.from, identifier.to);
}

function children(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) found.push(child);
  return found;
}
