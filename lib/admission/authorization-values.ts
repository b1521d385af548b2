import { quote } from '../kube/go';
import { isCidr, parseIpAddress } from './addresses';
import type { Field } from './field';
import type { Report } from './report';

/** A list of texts, of which none is empty. */
export function checkNoEmpty(list: Field, report: Report): void {
  for (const [text, item] of list.texts()) {
    if (text === '') report.refuse(item, 'the value is empty', 'write it, or remove the item');
  }
}

/** Addresses and ranges of addresses. */
export function checkAddressesOrRanges(list: Field, report: Report): void {
  for (const [text, item] of list.texts()) {
    if (text.includes('/') ? isCidr(text) : parseIpAddress(text) !== undefined) continue;
    const what = `${quote(text)} is neither an IP address nor a range of addresses`;
    report.refuse(item, what, 'write an address such as 10.0.0.1 or a range such as 10.0.0.0/16');
  }
}

/** Numbers of ports, as texts. */
export function checkPorts(list: Field, report: Report): void {
  for (const [text, item] of list.texts()) {
    if (/^[0-9]+$/.test(text) && Number(text) <= 65535) continue;
    report.refuse(item, `${quote(text)} is not the number of a port`, 'write a number such as "8080"');
  }
}

const LITERAL = /^[-a-zA-Z0-9._~%!$&'()+,;:@=]+$/;

/**
 * Paths, which may have templates as whole segments: `{*}` for one, and `{**}`, last, for any number.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#Operation
 */
export function checkPaths(list: Field, report: Report): void {
  for (const [path, item] of list.texts()) {
    const why = whyNoTemplate(path);
    if (why === undefined) continue;
    const fix = 'write {*} for one whole segment and {**} for the rest of a path, or * at one end';
    report.refuse(item, `${quote(path)}: ${why}`, fix);
  }
}

function whyNoTemplate(path: string): string | undefined {
  const isTemplate = path.includes('{*}') || path.includes('{**}');
  let rest = false;
  for (const segment of path.replace(/^\/+|\/+$/g, '').split('/')) {
    if (segment === '{*}' || segment === '{**}') {
      if (rest) return 'nothing is matched after {**}';
      rest = segment === '{**}';
    } else if (/[{}]/.test(segment)) return 'braces are only for {*} and {**}';
    else if (isTemplate && !LITERAL.test(segment)) return `${quote(segment)} cannot be beside templates`;
  }
  return undefined;
}

/** Service accounts: `name` in the namespace of the policy, or `namespace/name`. */
export function checkServiceAccounts(list: Field, report: Report): void {
  const accounts = list.texts();
  if (accounts.length > 16) report.refuse(list, `${accounts.length} given, 16 are allowed`, 'write several rules');
  for (const [text, item] of accounts) {
    const parts = text.split('/');
    const sound = text.length <= 320 && !text.includes('*') && parts.length <= 2 && parts.every((part) => part !== '');
    if (sound || text === '') continue;
    report.refuse(
      item,
      `${quote(text)} is not a service account`,
      'write name or namespace/name; * stands for nothing',
    );
  }
}

/** Trust domains: whole ones, or with `*` at one end. */
export function checkTrustDomains(list: Field, report: Report): void {
  for (const [text, item] of list.texts()) {
    if (!text.includes('/') && !text.slice(1, -1).includes('*') && (text.length < 2 || !/^\*.*\*$/s.test(text)))
      continue;
    report.refuse(item, `${quote(text)} is not a trust domain`, 'write such as cluster.local; * may be at one end');
  }
}
