import { equalJson, type JsonMap } from '../../../kube/json';
import type { FieldPath } from '../../../model/finding';
import { create, type Entry, type Expression, literal, method, THIS } from '../../code/expression';
import { cannot } from '../inexpressible';
import { objectProps, specOf } from '../metadata';
import type { Scope } from '../scope';
import {
  duration,
  field,
  fields,
  istio,
  json,
  listed,
  listOf,
  METHODS,
  mapOf,
  mapsOf,
  maybe,
  oneOf,
  only,
  textOf,
} from '../values';

/** What a policy is for. */
function policyScope({ selector, targetRefs }: JsonMap, scope: Scope): readonly (Entry | undefined)[] {
  const labels = mapOf(mapOf(selector)?.matchLabels);
  return [
    field('selector', labels && workloadSelector(labels, scope), ['spec', 'selector']),
    field('targetRefs', maybe(targetRefs, ['spec', 'targetRefs']), ['spec', 'targetRefs']),
  ];
}

function workloadSelector(labels: JsonMap, scope: Scope): Expression {
  const app = scope.app(labels);
  return app
    ? method(istio('WorkloadSelector'), 'app', app)
    : method(istio('WorkloadSelector'), 'labels', json(labels));
}

/** `new PeerAuthentication(this, 'default', { mtls: 'STRICT' })` */
export function peerAuthentication(object: JsonMap, id: string, scope: Scope): Expression {
  const spec = specOf(object);
  const ports = Object.entries(mapOf(spec.portLevelMtls) ?? {});
  return create(
    istio('PeerAuthentication'),
    THIS,
    literal(id),
    fields([
      ...objectProps(object, id),
      ...policyScope(spec, scope),
      field('mtls', maybe(mapOf(spec.mtls)?.mode), ['spec', 'mtls']),
      ports.length === 0
        ? undefined
        : field('portLevelMtls', fields(ports.map(([port, mtls]) => field(port, json(mapOf(mtls)?.mode))))),
    ]),
  );
}

/** `new RequestAuthentication(this, 'jwt', { jwtRules: […] })` */
export function requestAuthentication(object: JsonMap, id: string, scope: Scope): Expression {
  const spec = specOf(object);
  return create(
    istio('RequestAuthentication'),
    THIS,
    literal(id),
    fields([
      ...objectProps(object, id),
      ...policyScope(spec, scope),
      field(
        'jwtRules',
        listed(mapsOf(spec.jwtRules), ['spec', 'jwtRules'], ({ jwks, timeout, ...rule }, at) =>
          fields([
            ...Object.entries(rule).map(([key, value]) => field(key, json(value), [...at, key])),
            field('jwks', keySet(textOf(jwks))),
            field('timeout', duration(timeout)),
          ]),
        ),
        ['spec', 'jwtRules'],
      ),
    ]),
  );
}

function keySet(text: string | undefined): Expression | undefined {
  if (text === undefined) return undefined;
  try {
    return json(JSON.parse(text) as unknown);
  } catch {
    return cannot('jwks is no JSON');
  }
}

const ACTIONS: Readonly<Record<string, string>> = { ALLOW: 'allow', DENY: 'deny', AUDIT: 'audit' };

/** `new AuthorizationPolicy(this, 'viewer', { action: AuthorizationAction.allow([…]) })` */
export function authorizationPolicy(object: JsonMap, id: string, scope: Scope): Expression {
  const spec = specOf(object);
  return create(
    istio('AuthorizationPolicy'),
    THIS,
    literal(id),
    fields([
      ...objectProps(object, id),
      ...policyScope(spec, scope),
      field('action', actionOf(spec, scope), ['spec', 'rules']),
    ]),
  );
}

function actionOf({ action = 'ALLOW', rules: written, provider }: JsonMap, scope: Scope): Expression {
  const of = (name: string, ...parts: readonly Expression[]) => method(istio('AuthorizationAction'), name, ...parts);
  const rules = mapsOf(written) ?? [];
  if (action === 'ALLOW' && rules.length === 0) return of('allowNothing');
  if (equalJson(rules, [{}])) {
    if (action === 'ALLOW') return of('allowEverything');
    if (action === 'DENY') return of('denyEverything');
  }
  const list = listed(rules, ['spec', 'rules'], (rule, at) => authorizationRule(rule, at, scope)) as Expression;
  if (action === 'CUSTOM') return of('custom', json(provider), list);
  return of(ACTIONS[String(action)] ?? cannot(`there is no AuthorizationAction of ${String(action)}`), list);
}

const CONDITION = new RegExp(
  [
    '^(source\\.(ip|namespace|principal|serviceAccount)|remote\\.ip|request\\.auth\\.(principal|audiences|presenter)',
    '|destination\\.(ip|port)|connection\\.sni|request\\.headers\\[.*\\]|request\\.auth\\.claims\\[.*\\]',
    '|experimental\\.envoy\\.filters\\..*)$',
  ].join(''),
);
const SOURCE = [
  ...['requestPrincipals', 'ipBlocks', 'remoteIpBlocks', 'trustDomains', 'principals', 'namespaces', 'serviceAccounts'],
  ...['notRequestPrincipals', 'notIpBlocks', 'notRemoteIpBlocks', 'notTrustDomains', 'notPrincipals', 'notNamespaces'],
  'notServiceAccounts',
];
const OPERATION = ['hosts', 'methods', 'paths', 'ports', 'notHosts', 'notMethods', 'notPaths', 'notPorts'];

function authorizationRule({ from, to, when, ...others }: JsonMap, at: FieldPath, scope: Scope): Expression {
  only(others, [], 'a rule');
  for (const { key } of mapsOf(when) ?? [])
    if (!CONDITION.test(String(key))) cannot(`"${String(key)}" is no condition`);
  return fields([
    field(
      'from',
      listed(mapsOf(from), [...at, 'from'], (each) =>
        source(only(mapOf(each.source) ?? {}, SOURCE, 'a source'), scope),
      ),
      [...at, 'from'],
    ),
    field(
      'to',
      listed(mapsOf(to), [...at, 'to'], (each) => operation(mapOf(each.operation) ?? {})),
      [...at, 'to'],
    ),
    field('when', maybe(when, [...at, 'when']), [...at, 'when']),
  ]);
}

function source({ serviceAccounts, notServiceAccounts, ...others }: JsonMap, scope: Scope): Expression {
  const identities = (value: unknown) =>
    listed(listOf(value), [], (account) => {
      const [namespace, name] = (textOf(account) ?? '').split('/');
      return name === undefined || namespace === undefined
        ? cannot('a ServiceAccount is named without a namespace')
        : scope.identity(namespace, name);
    });
  return fields([
    field('serviceAccounts', identities(serviceAccounts)),
    field('notServiceAccounts', identities(notServiceAccounts)),
    ...Object.entries(others).map(([key, value]) => field(key, json(value))),
  ]);
}

function operation({ ports, notPorts, ...others }: JsonMap): Expression {
  only(others, OPERATION, 'an operation');
  for (const name of ['methods', 'notMethods']) {
    for (const each of listOf(others[name]) ?? []) oneOf(each, METHODS, 'a method of an operation');
  }
  const numbers = (value: unknown) => listed(listOf(value), [], (port) => json(Number(port)));
  return fields([
    ...Object.entries(others).map(([key, value]) => field(key, json(value))),
    field('ports', numbers(ports)),
    field('notPorts', numbers(notPorts)),
  ]);
}
