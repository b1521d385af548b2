import type { JsonMap } from '../../../kube/json';
import { type Expression, list, literal, method, record } from '../../code/expression';
import { cannot } from '../inexpressible';
import type { Scope } from '../scope';
import { istio, json, listOf, METHODS, mapOf, numberOf, textOf } from '../values';
import { entriesOf, isPresence, stringMatch } from './string-match';

/** `HttpMatch.header('end-user', StringMatch.exact('jason'))` */
export function httpMatch(match: JsonMap, scope: Scope): Expression {
  const { name, statPrefix } = match;
  const parts = [...conditions(match, scope)];
  const [first, second] = parts;
  if (first === undefined) return cannot('a match without a condition is for every request');
  if (second === undefined && name === undefined && statPrefix === undefined) return first;
  const options = record({ name: text(name), statPrefix: text(statPrefix) });
  return options.entries.length === 0 ? of('all', list(parts)) : of('all', list(parts), options);
}

function* conditions(match: JsonMap, scope: Scope): Generator<Expression> {
  for (const [key, value] of Object.entries(match)) {
    switch (key) {
      case 'uri':
        yield match.ignoreUriCase === true
          ? of('uri', stringMatch(value), record({ ignoreCase: literal(true) }))
          : of('uri', stringMatch(value));
        break;
      case 'scheme':
      case 'authority':
        yield of(key, stringMatch(value));
        break;
      case 'method': {
        const exact = textOf(mapOf(value)?.exact);
        yield of(
          'method',
          exact !== undefined && METHODS.some((name) => name === exact) ? literal(exact) : stringMatch(value),
        );
        break;
      }
      case 'headers':
        for (const [name, condition] of entriesOf(mapOf(value))) {
          yield isPresence(condition)
            ? of('headerPresent', literal(name))
            : of('header', literal(name), stringMatch(condition));
        }
        break;
      case 'withoutHeaders':
        for (const [name, condition] of entriesOf(mapOf(value))) {
          yield isPresence(condition)
            ? of('withoutHeader', literal(name))
            : of('withoutHeader', literal(name), stringMatch(condition));
        }
        break;
      case 'queryParams':
        for (const [name, condition] of entriesOf(mapOf(value))) {
          yield of('queryParameter', literal(name), stringMatch(condition));
        }
        break;
      case 'port':
        yield of('port', literal(numberOf(value) ?? cannot('a port is missing')));
        break;
      case 'sourceLabels':
        yield of('sourceLabels', json(value));
        break;
      case 'sourceNamespace':
        yield of('sourceNamespace', json(value));
        break;
      case 'gateways':
        yield of('gateways', list((listOf(value) ?? []).map((gateway) => scope.gateway(textOf(gateway) ?? ''))));
        break;
      case 'ignoreUriCase':
      case 'name':
      case 'statPrefix':
        break;
      default:
        cannot(`HttpMatch has no ${key}`);
    }
  }
}

function of(kind: string, ...parts: readonly Expression[]): Expression {
  return method(istio('HttpMatch'), kind, ...parts);
}

function text(value: unknown): Expression | undefined {
  const found = textOf(value);
  return found === undefined ? undefined : literal(found);
}
