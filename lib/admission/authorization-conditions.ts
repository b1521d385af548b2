import { quote } from '../kube/go';
import { checkAddressesOrRanges, checkNoEmpty, checkPorts } from './authorization-values';
import type { Field } from './field';
import { once } from './once';
import type { Report } from './report';

const PLAIN = [
  ...['source.namespace', 'source.serviceAccount', 'source.principal', 'source.trustDomain', 'connection.sni'],
  ...['request.auth.principal', 'request.auth.audiences', 'request.auth.presenter'],
];
const ADDRESSES = ['source.ip', 'remote.ip', 'destination.ip'];
const KEYED = ['request.headers', 'request.auth.claims', 'experimental.envoy.filters.'];
const PORT = 'destination.port';
const REPLACED: ReadonlyMap<string, string> = new Map([
  ['destination.namespace', 'the policy is for the workloads of its own namespace'],
  ['destination.labels', 'write selector.matchLabels'],
  ['destination.name', 'write selector.matchLabels'],
  ['destination.user', 'write selector.matchLabels'],
]);

/**
 * A condition of `when`.
 *
 * @see https://istio.io/latest/docs/reference/config/security/conditions/
 */
export const checkCondition = once((condition, report) => {
  const key = condition.get('key');
  const lists = [condition.get('values'), condition.get('notValues')];
  if (key.text === '') {
    report.refuse(key, 'the key is empty', 'write an attribute such as request.headers[version]');
  } else if (lists.every((list) => !list.filled)) {
    report.refuse(condition, `it is not said what ${quote(key.text)} must be`, 'write values or notValues');
  } else {
    for (const list of lists) checkNoEmpty(list, report);
    checkAttribute(key, lists, report);
  }
});

function checkAttribute(key: Field, lists: readonly Field[], report: Report): void {
  const { text } = key;
  if (PLAIN.includes(text)) return;
  if (ADDRESSES.includes(text)) for (const list of lists) checkAddressesOrRanges(list, report);
  else if (text === PORT) for (const list of lists) checkPorts(list, report);
  else if (KEYED.some((prefix) => text.startsWith(prefix))) {
    const open = text.indexOf('[');
    if (text.endsWith(']') && open > 0 && open < text.length - 2) return;
    report.refuse(key, `${quote(text)} does not say which one`, 'write the name in brackets, as in request.headers[x]');
  } else {
    const replaced = [...REPLACED].find(([name]) => text === name || text.startsWith(`${name}[`));
    const known = [...PLAIN, ...ADDRESSES, PORT, 'request.headers[…]', 'request.auth.claims[…]'].join(', ');
    const what = `${quote(text)} ${replaced === undefined ? 'is not an attribute' : 'is not an attribute any more'}`;
    report.refuse(key, what, replaced?.[1] ?? `write one of ${known}`);
  }
}
