import type { Destination, HTTPRoute, RouteDestination } from '../../imports/networking.istio.io';
import type { MeshVirtualService } from '../mesh/virtual-services';
import { httpConditions, l4Conditions } from './condition-words';
import { joined, percent, whenOf } from './rule-words';

/** Where a rule of a VirtualService sends requests, or copies of them. */
export interface RuleTarget {
  readonly kind: 'sends' | 'copies';
  readonly destination: Destination;
  /** The namespace that its short name belongs to. */
  readonly namespace: string;
  /** On what condition, and for how many. */
  readonly line: string;
}

/** What the rules of a VirtualService do. */
export interface RuleTargets {
  readonly targets: readonly RuleTarget[];
  /** What rules answer themselves: `/old: 301 to /new`. */
  readonly answers: readonly string[];
}

/** Where the rules of a VirtualService send requests, in their order. */
export function ruleTargets(virtualService: MeshVirtualService): RuleTargets {
  const { http, tls, tcp, namespace } = virtualService;
  const targets: RuleTarget[] = [];
  const answers: string[] = [];
  for (const [index, { rule, namespace: own }] of http.entries()) {
    const when = whenOf(httpConditions(rule.match), index);
    const answer = answerOf(rule);
    if (answer !== undefined) answers.push(when === '' ? answer : `${when}: ${answer}`);
    else targets.push(...weighted(rule.route ?? [], [when, ...faults(rule)], own), ...copies(rule, when, own));
  }
  for (const [index, { rule }] of tls.entries()) {
    targets.push(...weighted(rule.route ?? [], [whenOf(l4Conditions(rule.match), index)], namespace));
  }
  for (const [index, { rule }] of tcp.entries()) {
    targets.push(...weighted(rule.route ?? [], ['TCP', whenOf(l4Conditions(rule.match), index)], namespace));
  }
  return { targets, answers };
}

function weighted(
  destinations: readonly RouteDestination[],
  words: readonly string[],
  namespace: string,
): readonly RuleTarget[] {
  const total = destinations.reduce((sum, { weight = 0 }) => sum + weight, 0);
  return destinations.map(({ destination, weight = 0 }) => {
    // A single destination gets everything, whatever it weighs.
    const share = destinations.length > 1 ? percent(total === 0 ? 0 : (100 * weight) / total) : '';
    return { kind: 'sends', destination, namespace, line: joined([...words, share]) };
  });
}

function copies(rule: HTTPRoute, when: string, namespace: string): readonly RuleTarget[] {
  const { mirror, mirrorPercentage, mirrors = [] } = rule;
  // Fields of old for the same.
  const share = mirrorPercentage?.value ?? rule.mirrorPercent ?? rule.mirror_percent ?? undefined;
  const single = mirror === undefined ? [] : [{ destination: mirror, share }];
  const several = mirrors.map(({ destination, percentage }) => ({ destination, share: percentage?.value }));
  return [...single, ...several].map(({ destination, share: part = 100 }) => ({
    kind: 'copies',
    destination,
    namespace,
    line: joined([when, `copies of ${percent(part)}`]),
  }));
}

function faults({ fault }: HTTPRoute): readonly string[] {
  const { abort, delay } = fault ?? {};
  const part = (percentage: { readonly value?: number } | undefined) =>
    percentage === undefined ? '' : ` for ${percent(percentage.value ?? 0)}`;
  const status = abort?.httpStatus ?? abort?.grpcStatus;
  return [
    ...(delay?.fixedDelay === undefined ? [] : [`delay ${delay.fixedDelay}${part(delay.percentage)}`]),
    ...(abort === undefined || status === undefined ? [] : [`abort ${status}${part(abort.percentage)}`]),
  ];
}

function answerOf({ redirect, directResponse }: HTTPRoute): string | undefined {
  if (directResponse !== undefined) return `answers ${directResponse.status}`;
  if (redirect === undefined) return undefined;
  const { scheme, authority = '', uri, redirectCode } = redirect;
  const to = `${scheme === undefined ? '' : `${scheme}://`}${authority}${uri ?? ''}`;
  return `${redirectCode || 301} to ${to === '' ? 'the same path' : to}`;
}
