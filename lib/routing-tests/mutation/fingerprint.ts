import { inYaml } from '../../kube/yaml-text';
import type { HttpRoute } from '../../mesh/http-routes';
import type { End, Outcome } from '../../simulation/outcome';
import { type Arrival, actualWords, type Expectation } from '../expectation';
import { percentOf, summaryOf } from '../happenings';
import { RULE_FIELDS } from '../request-test';

/** Everything of an outcome that tests can expect, in words, by what is expected. */
export type Fingerprint = ReadonlyMap<string, string>;

/** How two outcomes differ. */
export interface Difference {
  /** `ends`, `timeout`, …, or `rule.route` and the like */
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** What tests can expect of a request. */
export function fingerprintOf(outcome: Outcome, route: HttpRoute | undefined): Fingerprint {
  const words = (expectation: Expectation) => actualWords(outcome, expectation) ?? 'nothing';
  const target = { name: '', workloads: new Set<string>(), hosts: [] };
  const found = new Map<string, string>();
  if (outcome.ends.length > 0) {
    found.set('ends', summaryOf(outcome));
    found.set('destinations', destinationsOf(outcome.ends));
    found.set('delay', words({ kind: 'delay', milliseconds: 0, percent: 0 }));
    found.set('copies', words({ kind: 'copy', target, percent: 0 }));
    found.set('arrives', words({ kind: 'arrival', arrival: wholeArrival(outcome.ends) }));
    found.set('timeout', words({ kind: 'timeout', milliseconds: undefined }));
    found.set('retries', words({ kind: 'retries', attempts: 0 }));
    found.set('tls', words({ kind: 'tls', mode: 'plaintext' }));
  }
  for (const field of RULE_FIELDS) {
    const value = route?.rule?.rule[field];
    if (value !== undefined) found.set(`rule.${field}`, inYaml(value));
  }
  return found;
}

/** The first thing that two outcomes differ in. */
export function differenceOf(before: Fingerprint, after: Fingerprint): Difference | undefined {
  for (const what of new Set([...before.keys(), ...after.keys()])) {
    const [a = 'none', b = 'none'] = [before.get(what), after.get(what)];
    if (a !== b) return { what, before: a, after: b };
  }
  return undefined;
}

function destinationsOf(ends: readonly End[]): string {
  return ends
    .filter(({ kind }) => kind === 'reached')
    .map(({ probability, destination }) => {
      const { host = '', port = '', subset } = destination ?? {};
      return `${percentOf(probability)} % ${host}:${port}${subset === undefined ? '' : `, subset ${subset}`}`;
    })
    .join('; ');
}

/** A question for all that a destination gets. */
function wholeArrival(ends: readonly End[]): Arrival {
  const names = ends.flatMap(({ request }) => request.headers.map(([name]) => name));
  return {
    ...{ method: '', path: '', authority: '' },
    headers: Object.fromEntries([...new Set(names)].sort().map((name) => [name, ''])),
  };
}
