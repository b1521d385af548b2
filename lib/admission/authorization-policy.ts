import { quote } from '../kube/go';
import { checkCondition } from './authorization-conditions';
import {
  checkAddressesOrRanges,
  checkNoEmpty,
  checkPaths,
  checkPorts,
  checkServiceAccounts,
  checkTrustDomains,
} from './authorization-values';
import type { Field } from './field';
import type { Context } from './kinds';
import { once } from './once';
import type { Report } from './report';
import { checkAttachment } from './workload-selectors';

/** The fields that come from the certificate of a client or from its token: unknown to an external authorizer. */
const IDENTITIES = ['namespaces', 'serviceAccounts', 'trustDomains', 'principals', 'requestPrincipals'].flatMap(
  negated,
);
/** Those that are known of a connection, before any request. */
const OF_CONNECTION = [...['namespaces', 'serviceAccounts', 'trustDomains', 'principals', 'ipBlocks'].flatMap(negated)];
const SOURCE = [...IDENTITIES, ...['ipBlocks', 'remoteIpBlocks'].flatMap(negated)];
const ADDRESSES = ['ipBlocks', 'remoteIpBlocks'].flatMap(negated);
const ACCOUNTS = negated('serviceAccounts');
/** What cannot be beside service accounts, which say it themselves. */
const OF_ACCOUNTS = ['principals', 'namespaces'].flatMap(negated);
const TRUST_DOMAINS = negated('trustDomains');
const PORTS = negated('ports');
const PATHS = negated('paths');
const OPERATION = ['hosts', 'ports', 'methods', 'paths'].flatMap(negated);

const IDENTITY_KEYS = [
  ...['source.namespace', 'source.serviceAccount', 'source.trustDomain', 'source.principal', 'request.auth.principal'],
  ...['request.auth.audiences', 'request.auth.presenter'],
];

/** `paths` and `notPaths`. */
function negated(name: string): string[] {
  return [name, `not${name[0]?.toUpperCase()}${name.slice(1)}`];
}

/** @see https://istio.io/latest/docs/reference/config/security/authorization-policy/ */
export function checkAuthorizationPolicy(spec: Field, _context: Context, report: Report): void {
  checkAttachment(spec, report);
  const action = spec.get('action').text || 'ALLOW';
  const rules = spec.get('rules');
  const provider = spec.get('provider');
  if (action === 'CUSTOM') checkCustom(rules, provider, report);
  else if (provider.present) {
    const what = `with action ${action} nobody else is asked`;
    report.refuse(provider, what, 'remove it, or write action: CUSTOM');
  }
  if (action === 'DENY' && !rules.filled) {
    report.refuse(rules, 'without rules nothing is denied', 'write rules: [{}] to deny everything');
  }
  for (const rule of rules.items()) {
    checkRule(rule, report);
    if (action === 'DENY') checkDeniedConnections(rule, report);
  }
}

function checkCustom(rules: Field, provider: Field, report: Report): void {
  if (!rules.filled) {
    report.refuse(rules, 'without rules nobody is asked', 'write rules: [{}] to ask for every request');
  } else if (provider.get('name').text === '') {
    report.refuse(provider.get('name'), 'it is not said who is asked', 'write the name of one of extensionProviders');
  }
  const fix = 'match something else, or leave it to the provider';
  for (const rule of rules.items()) {
    for (const from of rule.get('from').items()) {
      for (const name of IDENTITIES) {
        const field = from.get('source').get(name);
        if (field.filled) report.refuse(field, `action CUSTOM does not support ${name}`, fix);
      }
    }
    for (const condition of rule.get('when').items()) {
      const key = condition.get('key');
      if (!IDENTITY_KEYS.includes(key.text) && !key.text.startsWith('request.auth.claims')) continue;
      report.refuse(key, `action CUSTOM does not support ${quote(key.text)}`, fix);
    }
  }
}

const checkRule = once((rule, report) => {
  for (const from of rule.get('from').items()) checkSource(from.get('source'), report);
  for (const to of rule.get('to').items()) checkOperation(to.get('operation'), report);
  for (const condition of rule.get('when').items()) checkCondition(condition, report);
});

const checkSource = once((source, report) => {
  if (!source.present || !SOURCE.some((name) => source.get(name).filled)) {
    report.refuse(source, 'it is not said from where', `write one of ${SOURCE.join(', ')}, or remove from`);
    return;
  }
  for (const name of SOURCE) source.check(name, checkNoEmpty, report);
  for (const name of ADDRESSES) source.check(name, checkAddressesOrRanges, report);
  for (const name of ACCOUNTS) {
    const accounts = source.get(name);
    if (!accounts.filled) continue;
    checkServiceAccounts(accounts, report);
    const other = OF_ACCOUNTS.find((each) => source.get(each).filled);
    if (other !== undefined) {
      report.refuse(accounts, `${name} cannot be beside ${other}`, 'a service account says both: remove the other');
    }
  }
  for (const name of TRUST_DOMAINS) source.check(name, checkTrustDomains, report);
});

const checkOperation = once((operation, report) => {
  if (!operation.present || !OPERATION.some((name) => operation.get(name).filled)) {
    report.refuse(operation, 'it is not said to what', `write one of ${OPERATION.join(', ')}, or remove to`);
    return;
  }
  for (const name of OPERATION) operation.check(name, checkNoEmpty, report);
  for (const name of PORTS) operation.check(name, checkPorts, report);
  for (const name of PATHS) operation.check(name, checkPaths, report);
});

/** A denial by what only requests have denies every connection that is not of HTTP. */
function checkDeniedConnections(rule: Field, report: Report): void {
  const from = rule.get('from');
  const to = rule.get('to');
  const sources = from
    .items()
    .map((each) => each.get('source'))
    .filter(({ present }) => present);
  const operations = to
    .items()
    .map((each) => each.get('operation'))
    .filter(({ present }) => present);
  const knowsSource = sources.some((source) => OF_CONNECTION.some((name) => source.get(name).filled));
  const knowsPorts = operations.some((operation) => PORTS.some((name) => operation.get(name).filled));
  const denies = operations.length > 0 ? !knowsPorts : sources.length > 0 && !knowsSource;
  if (!denies) return;
  const what = 'only requests of HTTP have these attributes: on ports of TCP the rule denies everything';
  report.warn(rule, what, 'write to.operation.ports with the ports of HTTP');
}
