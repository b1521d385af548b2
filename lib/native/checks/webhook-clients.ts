import type { JsonMap } from '../../kube/json';
import { dns1035Label, dnsSubdomain, portNumber } from '../../kube/names';
import type { Path } from '../../violation/path';
import type { Report, Rule } from '../rules';
import { isSet, structOf, textOf } from '../values/decoded';

const URL_FORM = '; desired format: https://host[/path]';
const DEFAULT_PORT = 443;
/** Versions of reviews that an API server understands. */
export const REVIEWS = ['v1', 'v1beta1'];

/**
 * Checks where a webhook is: at a URL, or at a Service.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#contacting-the-webhook
 */
export function checkWebhookClient(rule: Rule, at: Path, { url, service }: JsonMap, report: Report): void {
  if (isSet(url) === isSet(service)) report.required(rule, at, 'exactly one of url or service is required');
  else if (isSet(url)) checkUrl(rule, at.child('url'), textOf(url), report);
  else checkService(rule, at.child('service'), structOf(service), report);
}

function checkService(rule: Rule, at: Path, { name, namespace, path, port }: JsonMap, report: Report): void {
  // The API server takes one for the other here.
  if (textOf(namespace) === '') report.required(rule, at.renamed('namespace', 'name'), 'service namespace is required');
  if (textOf(name) === '') report.required(rule, at.renamed('name', 'namespace'), 'service name is required');
  const number = Number(port ?? DEFAULT_PORT);
  const details = portNumber(number).map((problem) => `port is not valid: ${problem}`);
  report.invalidEach(rule, at.child('port'), number, details);
  checkPath(rule, at.child('path'), textOf(path), report);
}

function checkUrl(rule: Rule, at: Path, text: string, report: Report): void {
  const url = readUrl(text);
  if (typeof url === 'string') {
    report.required(rule, at, `url must be a valid URL: ${url}${URL_FORM}`);
    return;
  }
  if (url.scheme !== 'https') {
    report.invalid(rule, at, url.scheme, `'https' is the only allowed URL scheme${URL_FORM}`);
  }
  if (url.host === '') report.invalid(rule, at, '', `host must be specified${URL_FORM}`);
  if (url.user !== undefined) report.invalid(rule, at, url.user, 'user information is not permitted in the URL');
  if (url.fragment !== '') report.invalid(rule, at, url.fragment, 'fragments are not permitted in the URL');
  if (url.query !== '') report.invalid(rule, at, url.query, 'query parameters are not permitted in the URL');
}

interface Url {
  readonly scheme: string;
  readonly user: string | undefined;
  readonly host: string;
  readonly query: string;
  readonly fragment: string;
}

/** The parts of a URL as Go reads it, or why it does not. */
function readUrl(text: string): Url | string {
  const problem = (why: string) => `parse ${JSON.stringify(text)}: ${why}`;
  if (/\p{Cc}/u.test(text.replace(/[\u0080-\u009f]/g, ''))) return problem('net/url: invalid control character in URL');
  const [before = '', fragment = ''] = cut(text, '#');
  const [path = '', query = ''] = cut(before, '?');
  if (/%(?![0-9A-Fa-f]{2})/.test(path + fragment)) return problem('invalid URL escape');
  const scheme = /^[A-Za-z][-+.A-Za-z0-9]*(?=:)/.exec(path)?.[0];
  if (scheme === undefined && /^:/.test(path)) return problem('missing protocol scheme');
  const rest = scheme === undefined ? path : path.slice(scheme.length + 1);
  if (scheme === undefined && /^[^/]*:/.test(path)) return problem('first path segment in URL cannot contain colon');
  if (!rest.startsWith('//')) {
    return { scheme: (scheme ?? '').toLowerCase(), user: undefined, host: '', query, fragment };
  }
  const authority = /^\/\/([^/]*)/.exec(rest)?.[1] ?? '';
  const at = authority.lastIndexOf('@');
  const user = at === -1 ? undefined : authority.slice(0, at);
  const host = authority.slice(at + 1);
  if (user !== undefined && !/^[-A-Za-z0-9._:~!$&'()*+,;=%@]*$/.test(user)) return problem('net/url: invalid userinfo');
  const wrong = hostProblem(host);
  if (wrong !== undefined) return problem(wrong);
  return { scheme: (scheme ?? '').toLowerCase(), user, host, query, fragment };
}

function cut(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function hostProblem(host: string): string | undefined {
  const isBracketed = host.startsWith('[');
  if (isBracketed && !host.includes(']')) return "missing ']' in host";
  const port = isBracketed ? host.slice(host.lastIndexOf(']') + 1) : /:[^:]*$/.exec(host)?.[0];
  if (port !== undefined && port !== '' && !/^:\d*$/.test(port)) return `invalid port "${port}" after host`;
  const character = /[\s"<>\\^`{|}]/.exec(host)?.[0];
  return character === undefined ? undefined : `invalid character "${character}" in host name`;
}

function checkPath(rule: Rule, at: Path, path: string, report: Report): void {
  if (path === '' || path === '/') return;
  if (path === '//') {
    report.invalid(rule, at, path, 'segment[0] may not be empty');
    return;
  }
  if (!path.startsWith('/')) report.invalid(rule, at, path, "must start with a '/'");
  for (const [index, segment] of path.slice(1).replace(/\/$/, '').split('/').entries()) {
    const problems = segment === '' ? undefined : dnsSubdomain(segment).map((one) => `segment[${index}]: ${one}`);
    report.invalidEach(rule, at, path, problems ?? [`segment[${index}] may not be empty`]);
  }
}

/** Checks the versions of reviews that a webhook understands; the list has at least one. */
export function checkReviewVersions(rule: Rule, at: Path, versions: readonly string[], report: Report): void {
  for (const [index, version] of versions.entries()) {
    const place = at.child(index);
    if (versions.indexOf(version) < index) report.invalid(rule, place, version, 'duplicate version');
    else report.invalidEach(rule, place, version, dns1035Label(version));
  }
  if (REVIEWS.some((version) => versions.includes(version))) return;
  report.invalid(rule, at, versions, `must include at least one of ${REVIEWS.join(', ')}`);
}
