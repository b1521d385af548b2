import type { JsonMap } from '../../../kube/json';
import { isMap } from '../../../kube/json';
import type { FieldPath } from '../../../model/finding';
import { type Entry, type Expression, list, literal, method, record } from '../../code/expression';
import { cannot } from '../inexpressible';
import type { Scope } from '../scope';
import {
  duration,
  field,
  istio,
  json,
  listed,
  listOf,
  METHODS,
  mapOf,
  mapsOf,
  maybe,
  numberOf,
  oneOf,
  only,
  textOf,
} from '../values';
import { routeTo, target } from './destinations';
import { stringMatch } from './string-match';

/** What a rule of HTTP does: an action, and what happens beside it. */
export interface HttpRuleParts {
  readonly action: Expression;
  readonly effects: readonly (Entry | undefined)[];
}

const KNOWN = new Set([
  ...['match', 'name', 'route', 'redirect', 'directResponse', 'delegate', 'rewrite', 'timeout', 'retries', 'fault'],
  ...['mirrors', 'corsPolicy', 'headers'],
]);

/** Reads a rule of HTTP. */
export function httpRule(rule: JsonMap, at: FieldPath, scope: Scope): HttpRuleParts {
  const unknown = Object.keys(rule).find((key) => !KNOWN.has(key));
  if (unknown !== undefined) cannot(`rules of the construct have no ${unknown}`);
  return { action: action(rule, scope), effects: effects(rule, at, scope) };
}

function action(rule: JsonMap, scope: Scope): Expression {
  if (rule.route !== undefined) return routeTo(rule.route, scope, 'HttpAction');
  const { redirect, directResponse, delegate } = rule;
  if (isMap(redirect)) {
    const { derivePort, ...others } = redirect;
    only(redirect, ['uri', 'authority', 'scheme', 'port', 'derivePort', 'redirectCode'], 'HttpRedirect');
    oneOf(redirect.scheme, ['http', 'https'], 'the scheme of a redirect');
    oneOf(redirect.redirectCode, ['301', '302', '303', '307', '308'], 'the status of a redirect');
    return method(istio('HttpAction'), 'redirect', json({ ...others, port: others.port ?? derivePort }));
  }
  if (isMap(directResponse)) {
    const body = mapOf(directResponse.body);
    const text = textOf(body?.string);
    if (body !== undefined && text === undefined) return cannot('the body of an answer is no text');
    return method(
      istio('HttpAction'),
      'directResponse',
      json(directResponse.status),
      ...(text === undefined ? [] : [literal(text)]),
    );
  }
  if (isMap(delegate)) {
    const name = textOf(delegate.name) ?? cannot('a delegate has no name');
    return method(istio('HttpAction'), 'delegate', scope.delegate(name, textOf(delegate.namespace)));
  }
  return cannot('a rule does nothing with requests');
}

function effects(rule: JsonMap, at: FieldPath, scope: Scope): readonly (Entry | undefined)[] {
  const { name, rewrite, timeout, retries, fault: faults, mirrors, corsPolicy, headers } = rule;
  return [
    field('name', maybe(textOf(name))),
    field('headers', maybe(headers, [...at, 'headers']), [...at, 'headers']),
    field('corsPolicy', corsPolicy === undefined ? undefined : cors(mapOf(corsPolicy) ?? {}), [...at, 'corsPolicy']),
    field('fault', faults === undefined ? undefined : fault(mapOf(faults) ?? {}), [...at, 'fault']),
    field('timeout', duration(timeout), [...at, 'timeout']),
    field('retries', retries === undefined ? undefined : retry(mapOf(retries) ?? {}), [...at, 'retries']),
    field('rewrite', maybe(rewrite), [...at, 'rewrite']),
    field(
      'mirrors',
      listed(mapsOf(mirrors), [...at, 'mirrors'], (one) => mirror(one, scope)),
    ),
  ];
}

function fault({ delay, abort, ...others }: JsonMap): Expression {
  const [other] = Object.keys(others);
  if (other !== undefined) cannot(`a fault has no ${other}`);
  return record({
    delay: delay === undefined ? undefined : faultDelay(mapOf(delay) ?? {}),
    abort: abort === undefined ? undefined : faultAbort(mapOf(abort) ?? {}),
  });
}

function faultDelay({ fixedDelay, percentage }: JsonMap): Expression {
  const time = duration(fixedDelay) ?? cannot('a delay has no time');
  return method(istio('FaultDelay'), 'fixed', time, ...share(percentage));
}

function faultAbort({ httpStatus, grpcStatus, percentage }: JsonMap): Expression {
  if (httpStatus !== undefined) return method(istio('FaultAbort'), 'http', json(httpStatus), ...share(percentage));
  if (grpcStatus !== undefined) return method(istio('FaultAbort'), 'grpc', json(grpcStatus), ...share(percentage));
  return cannot('a fault answers with nothing');
}

function share(percentage: unknown): readonly Expression[] {
  const value = numberOf(mapOf(percentage)?.value);
  return value === undefined || value === 100 ? [] : [record({ percent: literal(value) })];
}

/** The conditions that have names; others are statuses. */
const RETRY_CONDITIONS = new Set([
  ...['5xx', 'gateway-error', 'reset', 'reset-before-request', 'connect-failure', 'envoy-ratelimited', 'retriable-4xx'],
  ...['refused-stream', 'retriable-status-codes', 'retriable-headers', 'http3-post-connect-failure', 'cancelled'],
  ...['deadline-exceeded', 'internal', 'resource-exhausted', 'unavailable'],
]);

/** Retries, as those of rules and of Canaries are. */
export function retry({ attempts, perTryTimeout, retryOn, backoff, ...others }: JsonMap): Expression {
  const conditions = textOf(retryOn)?.split(',');
  only(others, ['retryRemoteLocalities', 'retryIgnorePreviousHosts'], 'HttpRetries');
  return record({
    attempts: json(numberOf(attempts) ?? cannot('retries have no number of attempts')),
    perTryTimeout: duration(perTryTimeout),
    retryOn: conditions && list(conditions.map(retryCondition)),
    backoff: duration(backoff),
    ...Object.fromEntries(Object.entries(others).map(([key, value]) => [key, json(value)])),
  });
}

function retryCondition(condition: string): Expression {
  if (RETRY_CONDITIONS.has(condition)) return literal(condition);
  return /^\d+$/.test(condition) ? literal(Number(condition)) : cannot(`retryOn has "${condition}"`);
}

const CORS = ['allowMethods', 'allowHeaders', 'exposeHeaders', 'allowCredentials', 'unmatchedPreflights'];

/** What browsers may do across origins, as rules and Canaries say it. */
export function cors({ allowOrigins, maxAge, ...others }: JsonMap): Expression {
  only(others, CORS, 'CorsPolicy');
  for (const each of listOf(others.allowMethods) ?? []) oneOf(each, [...METHODS, '*'], 'a method of a CorsPolicy');
  const origins = listOf(allowOrigins) ?? cannot('a CORS policy allows no origin');
  return record({
    allowOrigins: list(origins.map(stringMatch)),
    ...Object.fromEntries(Object.entries(others).map(([key, value]) => [key, json(value)])),
    maxAge: duration(maxAge),
  });
}

function mirror({ destination, percentage }: JsonMap, scope: Scope): Expression {
  const to = mapOf(destination) ?? {};
  const { number } = mapOf(to.port) ?? {};
  return record({
    destination: target(to, scope).expression,
    port: maybe(numberOf(number)),
    percent: maybe(numberOf(mapOf(percentage)?.value)),
  });
}
