import type * as wire from '../../imports/gateway.networking.k8s.io';
import { MeshwrightError } from '../core/errors';
import type { NonEmpty } from '../istio/non-empty';
import type { RuleContext } from '../istio/rule-context';
import { checkRe2, type StringMatch } from '../istio/string-match';
import { comparedOf, textsToWire } from './http-route-match';
import type { OrderedMatch } from './precedence';

type MethodMatch = wire.GRPCRouteMethod;
interface Conditions {
  readonly method?: MethodMatch;
  readonly headers?: Readonly<Record<string, ReturnType<StringMatch['_toWire']>>>;
}

const SERVICE = /^[A-Za-z_][A-Za-z_0-9]*(\.[A-Za-z_][A-Za-z_0-9]*)*$/;
const METHOD = /^[A-Za-z_][A-Za-z_0-9]*$/;

/**
 * Which calls of gRPC a rule is for. The matches of a rule are alternatives.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#grpcroutematch
 */
export class GrpcMatch {
  /** Calls of a service, with its package: `shop.v1.Checkout`. */
  static service(service: string): GrpcMatch {
    return new GrpcMatch({ method: { service: checkService(service) } });
  }

  /** Calls of a method of a service. */
  static method(service: string, method: string): GrpcMatch {
    return new GrpcMatch({ method: { service: checkService(service), method: checkMethod(method) } });
  }

  /** Calls of a method, whatever the service. */
  static methodOfAny(method: string): GrpcMatch {
    return new GrpcMatch({ method: { method: checkMethod(method) } });
  }

  /** Calls whose service and method are each as an expression of RE2 wants it, in whole. */
  static regex({ service, method }: { readonly service: string; readonly method: string }): GrpcMatch {
    for (const expression of [service, method]) checkRe2('GrpcMatch.regex', expression);
    return new GrpcMatch({ method: { type: 'RegularExpression', service, method } });
  }

  /** A header (metadata), its name in any case. */
  static header(name: string, match: StringMatch<'exact' | 'regex'>): GrpcMatch {
    return new GrpcMatch({ headers: { [name.toLowerCase()]: match._toWire() } });
  }

  /**
   * All of several conditions.
   *
   * @throws when two are about the same thing, because only one of them would be written
   */
  static all(conditions: NonEmpty<GrpcMatch>): GrpcMatch {
    let merged: Conditions = {};
    for (const { conditions: each } of conditions) {
      const twice = Object.keys(each.headers ?? {}).find((name) => merged.headers?.[name] !== undefined);
      if (twice !== undefined || (each.method !== undefined && merged.method !== undefined)) {
        const what = twice === undefined ? 'the method' : `header ${twice}`;
        throw new MeshwrightError(
          'GrpcMatch.all',
          `two conditions on ${what}: join them, or give the rule two matches`,
        );
      }
      const headers = { ...merged.headers, ...each.headers };
      merged = { ...merged, ...each, ...(Object.keys(headers).length > 0 && { headers }) };
    }
    return new GrpcMatch(merged);
  }

  private constructor(private readonly conditions: Conditions) {}

  /** As the API server reads it. @internal */
  _toWire(context: RuleContext): wire.GRPCRouteMatch {
    const { method, headers } = this.conditions;
    return { method, headers: headers && textsToWire(headers, 'header', context) };
  }
}

function checkService(service: string): string {
  if (!SERVICE.test(service) || service.length > 1024) {
    throw new MeshwrightError(
      'GrpcMatch',
      `"${service}" is no service of gRPC: write it with its package, as shop.v1.Checkout`,
    );
  }
  return service;
}

function checkMethod(method: string): string {
  if (!METHOD.test(method) || method.length > 1024) {
    throw new MeshwrightError('GrpcMatch', `"${method}" is no method of gRPC: letters, digits and "_"`);
  }
  return method;
}

/** A match as far as it matters what is asked first: calls of gRPC are requests for the path `/service/method`. */
export function orderedGrpc({ method, headers = [] }: wire.GRPCRouteMatch): OrderedMatch {
  const path = method && pathOf(method);
  return {
    ...(path && { path }),
    headers: new Map(headers.map((header) => [header.name.toLowerCase(), comparedOf(header)])),
    parameters: new Map(),
  };
}

function pathOf({ type, service, method }: wire.GRPCRouteMethod): OrderedMatch['path'] {
  if (type === 'RegularExpression') return { regex: `/${service ?? '[^/]+'}/${method ?? '.+'}` };
  if (service === undefined) return { regex: `/[^/]+/${method}` };
  // As istiod writes it, slash included, which its length counts with.
  return method === undefined ? { prefix: `/${service}` } : { exact: `/${service}/${method}` };
}
