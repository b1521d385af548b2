import { isMap } from '../../kube/json';
import type { FieldPath } from '../../model/finding';
import { type Expression, imported, literal, member, method } from '../code/expression';
import { cannot } from './inexpressible';
import { field, fields, json, textOf } from './values';

/** The namespace of the classes of cdk8s-plus for kinds of Kubernetes. */
export const K8S = imported('cdk8s-plus-27', 'k8s');

/**
 * A value as the classes of cdk8s-plus take it: quantities wrapped, and fields called as they call them.
 *
 * @param at where it stands in the object
 * @param textAt what is made of a text instead
 */
export function ofClasses(
  inner: unknown,
  at: FieldPath,
  textAt: (text: string, at: FieldPath) => Expression | undefined = () => undefined,
): Expression {
  const special = specialOf(at, inner);
  if (special === 'quantity') return quantity(inner);
  if (special === 'int-or-string') return intOrString(inner);
  if (Array.isArray(inner)) {
    return {
      type: 'list',
      items: inner.map((item, index) => ({ value: ofClasses(item, [...at, index], textAt), of: [...at, index] })),
    };
  }
  if (isMap(inner)) {
    const isClaim = at.at(-2) === 'volumeClaimTemplates';
    const entries = Object.entries(inner).filter(
      ([key, each]) => each !== undefined && !(isClaim && (key === 'apiVersion' || key === 'kind')),
    );
    return fields(
      entries.map(([key, each]) =>
        field(FREE.has(String(at.at(-1))) ? key : asProp(key), ofClasses(each, [...at, key], textAt), [...at, key]),
      ),
    );
  }
  return (typeof inner === 'string' ? textAt(inner, at) : undefined) ?? json(inner);
}

/** What is of a type that a class of cdk8s-plus asks for: not JSON itself. */
type Special = 'quantity' | 'int-or-string';

/** Keys of quantities and of numbers that can be names or percentages, by what is around them. */
const INT_OR_STRING = new Set(['targetPort', 'maxSurge', 'maxUnavailable', 'minAvailable']);
const PROBES = new Set(['httpGet', 'tcpSocket']);
const QUANTITY_MAPS = new Set(['limits', 'requests', 'capacity', 'hard', 'allocatable', 'overhead', 'default']);
const LIMIT_RANGE_MAPS = new Set(['defaultRequest', 'max', 'min', 'maxLimitRequestRatio']);
const QUANTITIES = new Set(['sizeLimit', 'divisor', 'averageValue']);

/** Whether a class of cdk8s-plus wants a value wrapped, by where it stands. */
function specialOf(path: FieldPath, value: unknown): Special | undefined {
  const [around, key] = [path.at(-2), path.at(-1)];
  if (typeof key !== 'string' || isMap(value)) return undefined;
  if (INT_OR_STRING.has(key)) return 'int-or-string';
  if (key === 'port' && typeof around === 'string' && PROBES.has(around)) return 'int-or-string';
  if (key === 'port' && typeof around === 'number' && isOfNetworkPolicy(path)) return 'int-or-string';
  if (QUANTITIES.has(key)) return 'quantity';
  if (
    typeof around === 'string' &&
    (QUANTITY_MAPS.has(around) || (LIMIT_RANGE_MAPS.has(around) && path.includes('limits')))
  )
    return 'quantity';
  return key === 'value' && around === 'target' && path.includes('metrics') ? 'quantity' : undefined;
}

function isOfNetworkPolicy(path: FieldPath): boolean {
  return path.includes('ingress') || path.includes('egress');
}
/** Maps whose keys are anybody's. */
const FREE = new Set([
  ...['labels', 'annotations', 'matchLabels', 'nodeSelector', 'data', 'stringData', 'binaryData', 'parameters'],
  ...['limits', 'requests', 'capacity', 'hard', 'overhead', 'default', 'defaultRequest', 'max', 'min'],
]);

/** As cdk8s-plus calls a field: `clusterIp` for `clusterIP`. */
function asProp(key: string): string {
  return key.replace(
    /([A-Z])([A-Z]+)(?=[A-Z][a-z]|[^A-Za-z]|$)|([A-Z])([A-Z]*)(?=[A-Z][a-z])/g,
    (match: string) => match.charAt(0) + match.slice(1).toLowerCase(),
  );
}

function quantity(value: unknown): Expression {
  const of = member(K8S, 'Quantity');
  if (typeof value === 'number') return method(of, 'fromNumber', literal(value));
  return method(of, 'fromString', literal(textOf(value) ?? cannot('a quantity is none')));
}

function intOrString(value: unknown): Expression {
  const of = member(K8S, 'IntOrString');
  if (typeof value === 'number') return method(of, 'fromNumber', literal(value));
  return method(of, 'fromString', literal(textOf(value) ?? cannot('a port is neither a number nor a name')));
}
