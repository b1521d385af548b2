import type { Matcher, SkipReason } from '../mesh/http-routes';
import { formatPath } from '../model/finding';
import type { UnmetCondition } from './route-matching';

/** Why a request is not for a route: `header end-user is "zyx", wanted "jason"`. */
export function explainUnmet({ condition, actual }: UnmetCondition): string {
  const { on, name, matcher, inverted, ignoreCase } = condition;
  const subject = name === '' ? on : `${on === 'query' ? 'query parameter' : on} ${name}`;
  const found = actual.length === 0 ? 'is missing' : `is ${actual.map(quote).join(' and ')}`;
  return `${subject} ${found}, ${inverted ? 'not wanted' : 'wanted'} ${describeMatcher(matcher)}${ignoreCase ? ' in any case' : ''}`;
}

/** A matcher in words: `"jason"`, `prefix "/api"`, `regular expression "a.*"`, `any value`. */
function describeMatcher(matcher: Matcher): string {
  switch (matcher.kind) {
    case 'present':
      return 'any value';
    case 'exact':
      return quote(matcher.value);
    case 'prefix':
      return `prefix ${quote(matcher.value)}`;
    case 'segments':
      return `prefix of segments ${quote(matcher.value)}`;
    case 'regex':
      return `the whole to match ${quote(matcher.value)}`;
  }
}

/** Why a match is never for a client, whatever it sends. */
export function explainSkip(reason: SkipReason): string {
  switch (reason.kind) {
    case 'port':
      return `only for port ${reason.wanted}, this is ${reason.actual}`;
    case 'gateways':
      return `only for ${reason.wanted.join(', ')}, this is ${reason.actual}`;
    case 'sourceLabels':
      return `only for clients labelled ${Object.entries(reason.wanted)
        .map(([key, value]) => `${key}=${value}`)
        .join(', ')}`;
    case 'sourceNamespace':
      return `only for clients in namespace ${reason.wanted}, this one is in ${reason.actual}`;
    case 'unreachable':
      return `never reached: ${formatPath(reason.by.path.slice(1))} takes every request`;
  }
}

function quote(text: string): string {
  return JSON.stringify(text);
}
