import { isMap } from '../kube/json';
import { dns1035Label, dnsSubdomain, fullyQualifiedName, portNumber } from '../kube/names';
import { Path } from '../violation/path';
import { fields, integer, isEmptyList, isMissing, items, text, textItems } from './json';
import type { Report, Rule } from './rules';
import { checkLabelSelector } from './selectors';

type Fields = Readonly<Record<string, unknown>>;

const OPERATIONS = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const SCOPES = ['*', 'Cluster', 'Namespaced'];
const REVIEWS = ['v1', 'v1beta1'];
const SIDE_EFFECTS = ['None', 'NoneOnDryRun'];
const URL_FORM = '; desired format: https://host[:port]/path';

/**
 * Checks a ValidatingWebhookConfiguration or a MutatingWebhookConfiguration.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
 */
export function checkWebhooks(object: Fields, report: Report): void {
  const names = new Set<string>();
  for (const [index, webhook] of items(object.webhooks).entries()) {
    if (!isMap(webhook)) continue;
    const at = Path.ROOT.child('webhooks').child(index);
    checkWebhook(at, webhook, report);
    const name = text(webhook.name);
    if (!name) continue;
    if (names.has(name)) report.duplicate('K8S_WEBHOOK', at.child('name'), name);
    names.add(name);
  }
}

function checkWebhook(at: Path, webhook: Fields, report: Report): void {
  const name = text(webhook.name);
  if (name === '') report.required('K8S_WEBHOOK', at.child('name'));
  else if (name !== undefined) report.invalidEach('K8S_WEBHOOK', at.child('name'), name, fullyQualifiedName(name));
  for (const [index, rule] of items(webhook.rules).entries()) {
    if (isMap(rule)) checkRule('K8S_WEBHOOK', at.child('rules').child(index), rule, report);
  }
  checkEnum(at.child('failurePolicy'), webhook.failurePolicy, ['Fail', 'Ignore'], report);
  checkEnum(at.child('matchPolicy'), webhook.matchPolicy, ['Equivalent', 'Exact'], report);
  checkEnum(at.child('reinvocationPolicy'), webhook.reinvocationPolicy, ['IfNeeded', 'Never'], report);
  const effects = text(webhook.sideEffects);
  if (isMissing(webhook.sideEffects)) {
    report.required('K8S_WEBHOOK', at.child('sideEffects'), `must specify one of ${SIDE_EFFECTS.join(', ')}`);
  } else if (effects !== undefined && !SIDE_EFFECTS.includes(effects)) {
    report.unsupported('K8S_WEBHOOK', at.child('sideEffects'), effects, SIDE_EFFECTS);
  }
  const timeout = integer(webhook.timeoutSeconds);
  if (timeout !== undefined && (timeout < 1 || timeout > 30)) {
    const detail = 'the timeout value must be between 1 and 30 seconds';
    report.invalid('K8S_WEBHOOK', at.child('timeoutSeconds'), timeout, detail);
  }
  checkLabelSelector(at.child('namespaceSelector'), webhook.namespaceSelector, report);
  checkLabelSelector(at.child('objectSelector'), webhook.objectSelector, report);
  checkClient(at.child('clientConfig'), webhook.clientConfig, report);
  checkReviewVersions(at.child('admissionReviewVersions'), webhook.admissionReviewVersions, report);
  checkConditions('K8S_WEBHOOK', at.child('matchConditions'), webhook.matchConditions, report);
}

function checkEnum(at: Path, value: unknown, supported: readonly string[], report: Report): void {
  const name = text(value);
  if (name && !supported.includes(name)) report.unsupported('K8S_WEBHOOK', at, name, supported);
}

/** Checks which operations on which resources are meant. */
export function checkRule(rule: Rule, at: Path, content: Fields, report: Report): void {
  const { operations, apiGroups, apiVersions, resources, scope } = content;
  for (const [name, list, others] of [
    ['operations', operations, 'operations'],
    ['apiGroups', apiGroups, 'API groups'],
    ['apiVersions', apiVersions, 'API versions'],
  ] as const) {
    if (isEmptyList(list)) report.required(rule, at.child(name));
    if (items(list).length > 1 && items(list).includes('*')) {
      report.invalid(rule, at.child(name), list, `if '*' is present, must not specify other ${others}`);
    }
  }
  for (const [index, operation] of textItems(operations)) {
    if (!OPERATIONS.includes(operation)) {
      report.unsupported(rule, at.child('operations').child(index), operation, OPERATIONS);
    }
  }
  for (const [index, version] of textItems(apiVersions)) {
    if (version === '') report.required(rule, at.child('apiVersions').child(index));
  }
  checkResources(rule, at.child('resources'), resources, report);
  const name = text(scope);
  if (name && !SCOPES.includes(name)) report.unsupported(rule, at.child('scope'), name, SCOPES);
}

function checkResources(rule: Rule, at: Path, resources: unknown, report: Report): void {
  if (isEmptyList(resources)) report.required(rule, at);
  const names = textItems(resources);
  const ofAll = new Set<string>();
  const ofResource = new Set<string>();
  for (const [index, name] of names) {
    if (name === '') report.required(rule, at.child(index));
    const slash = name.indexOf('/');
    if (slash === -1) continue;
    const [resource, sub] = [name.slice(0, slash), name.slice(slash + 1)];
    if (ofResource.has(resource)) {
      report.invalid(rule, at.child(index), name, `if '${resource}/*' is present, must not specify ${name}`);
    }
    if (ofAll.has(sub)) {
      report.invalid(rule, at.child(index), name, `if '*/${sub}' is present, must not specify ${name}`);
    }
    if (sub === '*') ofResource.add(resource);
    if (resource === '*') ofAll.add(sub);
  }
  const given = names.map(([, name]) => name);
  if (items(resources).length > 1 && given.includes('*/*')) {
    report.invalid(rule, at, resources, "if '*/*' is present, must not specify other resources");
  }
  // Like the API server, only the last one without a subresource counts.
  const plain = given.filter((name) => name !== '' && !name.includes('/')).at(-1);
  if (given.includes('*') && plain !== undefined && plain !== '*') {
    const detail = "if '*' is present, must not specify other resources without subresources";
    report.invalid(rule, at, resources, detail);
  }
}

function checkClient(at: Path, client: unknown, report: Report): void {
  if (!isMissing(client) && !isMap(client)) return;
  const { url, service } = fields(client);
  if (isMissing(url) === isMissing(service)) {
    report.required('K8S_WEBHOOK', at, 'exactly one of url or service is required');
    return;
  }
  if (typeof url === 'string') checkUrl(at.child('url'), url, report);
  if (!isMap(service)) return;
  const place = at.child('service');
  for (const [field, what] of [
    ['name', 'service name is required'],
    ['namespace', 'service namespace is required'],
  ] as const) {
    if (text(service[field]) === '') report.required('K8S_WEBHOOK', place.child(field), what);
  }
  const port = integer(service.port);
  if (port !== undefined) {
    const details = portNumber(port).map((problem) => `port is not valid: ${problem}`);
    report.invalidEach('K8S_WEBHOOK', place.child('port'), port, details);
  }
  if (typeof service.path === 'string') checkPath(place.child('path'), service.path, report);
}

function checkUrl(at: Path, url: string, report: Report): void {
  const scheme = /^([A-Za-z][-+.A-Za-z0-9]*):/.exec(url)?.[1]?.toLowerCase() ?? '';
  if (scheme !== 'https') {
    report.invalid('K8S_WEBHOOK', at, scheme, `'https' is the only allowed URL scheme${URL_FORM}`);
  }
  const authority = /^[^/?#]*\/\/([^/?#]*)/.exec(url)?.[1] ?? '';
  const [host = ''] = authority.split('@').slice(-1);
  if (host === '') report.invalid('K8S_WEBHOOK', at, '', `host must be specified${URL_FORM}`);
  if (authority.includes('@')) {
    const user = authority.slice(0, authority.lastIndexOf('@'));
    report.invalid('K8S_WEBHOOK', at, user, 'user information is not permitted in the URL');
  }
  const [, fragment = ''] = url.split('#');
  if (fragment !== '') report.invalid('K8S_WEBHOOK', at, fragment, 'fragments are not permitted in the URL');
  const [, query = ''] = (url.split('#')[0] as string).split('?');
  if (query !== '') report.invalid('K8S_WEBHOOK', at, query, 'query parameters are not permitted in the URL');
}

function checkPath(at: Path, path: string, report: Report): void {
  if (path === '/') return;
  if (!path.startsWith('/')) {
    report.invalid('K8S_WEBHOOK', at, path, "must start with a '/'");
    return;
  }
  for (const [index, segment] of path.slice(1).replace(/\/$/, '').split('/').entries()) {
    if (segment === '') report.invalid('K8S_WEBHOOK', at, path, `segment[${index}] may not be empty`);
    else {
      const details = dnsSubdomain(segment).map((problem) => `segment[${index}]: ${problem}`);
      report.invalidEach('K8S_WEBHOOK', at, path, details);
    }
  }
}

function checkReviewVersions(at: Path, versions: unknown, report: Report): void {
  if (isEmptyList(versions)) {
    report.required('K8S_WEBHOOK', at, `must specify one of ${REVIEWS.join(', ')}`);
    return;
  }
  const seen = new Set<string>();
  for (const [index, version] of textItems(versions)) {
    if (seen.has(version)) report.invalid('K8S_WEBHOOK', at.child(index), version, 'duplicate version');
    else report.invalidEach('K8S_WEBHOOK', at.child(index), version, dns1035Label(version));
    seen.add(version);
  }
  if (Array.isArray(versions) && !REVIEWS.some((version) => seen.has(version))) {
    report.invalid('K8S_WEBHOOK', at, versions, `must include at least one of ${REVIEWS.join(', ')}`);
  }
}

/** Checks the names of conditions in CEL; the expressions are not compiled. */
export function checkConditions(rule: Rule, at: Path, conditions: unknown, report: Report): void {
  const names = new Set<string>();
  for (const [index, condition] of items(conditions).entries()) {
    if (!isMap(condition)) continue;
    const place = at.child(index);
    if (text(condition.expression)?.trim() === '') report.required(rule, place.child('expression'));
    const name = text(condition.name);
    if (name === '') report.required(rule, place.child('name'));
    else if (name !== undefined) {
      if (names.has(name)) report.duplicate(rule, place.child('name'), name);
      names.add(name);
    }
  }
}
