import type { Answer } from '../../conditions/answer';
import { covers, type HttpConditions, readHttpConditions } from '../../conditions/http-conditions';
import { type L4Conditions, precludes, readL4Conditions } from '../../conditions/l4-conditions';
import { beginningOf, folded } from '../../conditions/pattern';
import type { Surroundings } from '../../conditions/surroundings';
import { equalJson } from '../../kube/json';
import type { Violation } from '../../violation/violation';
import type { Field } from '../field';
import { Report } from '../report';
import { warnedOfAsUnused } from './istiod-reachability';
import { PrefixIndex } from './prefix-index';

/** A rule, or one of its conditions, that is never reached. */
interface Unreached {
  /** The rule, or the item of its `match`. */
  readonly at: Field;
  readonly whole: boolean;
  /** The rule that takes everything before, with the number of the condition where it has several. */
  readonly by: string;
}

interface Found {
  readonly unreached: readonly Unreached[];
  /** Conditions of which it is not known. */
  readonly undecided: readonly { readonly at: Field }[];
}

/** A condition, of which a rule without any has one that takes everything. */
interface Condition<C> {
  readonly at: Field;
  readonly rule: Field;
  readonly label: string;
  readonly conditions: C;
  readonly value: unknown;
  readonly order: number;
}

/** What is never reached, and what istiod says so of wrongly. */
export function reachabilityOf(spec: Field, namespace: string | undefined): readonly Violation[] {
  const report = new Report();
  const { unreached, undecided } = findUnreached(spec, namespace);
  const fix = 'move it before, narrow what stands before, or remove it';
  for (const { at, whole, by } of unreached) {
    if (whole) report.add('IST0130', at, `never reached: ${by} takes all of it before`, fix, 'warning');
    else report.add('IST0131', at, `this condition is never reached: ${by} takes all of it before`, fix, 'warning');
  }
  const places = new Set([...unreached, ...undecided].map(({ at }) => at.path.name));
  for (const at of warnedOfAsUnused(spec)) {
    const { name } = at.path;
    if (places.has(name) || places.has(name.replace(/\.match\[[0-9]+\]$/, ''))) continue;
    const what = 'istiod warns that this is not used, which is not so: it compares some of the conditions only';
    report.add('IST0133', at, what, 'nothing has to be done', 'note');
  }
  return report.violations;
}

/** How conditions of a kind of rules are compared. */
interface Comparison<C> {
  read(match: unknown): C;
  /** Whether what the later condition takes is taken by the earlier one. */
  precludes(earlier: Condition<C>, later: Condition<C>): Answer;
  /** The text that what a condition takes begins with. */
  beginning(conditions: C): string;
}

/** The rules of a VirtualService that are never reached because of those before them: only what is proved. */
function findUnreached(spec: Field, namespace: string | undefined): Found {
  const gateways = spec
    .get('gateways')
    .texts()
    .map(([name]) => name);
  const around: Surroundings = { namespace, gateways: gateways.length === 0 ? ['mesh'] : gateways };
  const isDelegate = !spec.get('hosts').filled;
  const http: Comparison<HttpConditions> = {
    read: (match) => readHttpConditions(match, around),
    precludes(earlier, later) {
      // What is delegated comes back if no rule there takes it; a rule without an action is refused.
      if (!takesRequests(earlier.rule)) return 'unknown';
      // Joined with the conditions of the rule that delegates, a wider condition may be dropped.
      if (!isDelegate) return covers(earlier.conditions, later.conditions, around);
      const same = isAnything(earlier.value) || equalJson(nameless(earlier.value), nameless(later.value));
      return same ? 'yes' : 'unknown';
    },
    beginning: ({ path }) => folded(beginningOf(path)),
  };
  const l4: Comparison<L4Conditions> = {
    read: (match) => readL4Conditions(match, around),
    precludes: (earlier, later) => precludes(earlier.conditions, later.conditions, around),
    beginning: ({ sniHosts }) => [...sniHosts].sort().join(),
  };
  const found = [find(spec.get('http'), http), find(spec.get('tls'), l4), find(spec.get('tcp'), l4)];
  return {
    unreached: found.flatMap(({ unreached }) => unreached),
    undecided: found.flatMap(({ undecided }) => undecided),
  };
}

function takesRequests(rule: Field): boolean {
  return rule.get('route').filled || rule.hasAny('redirect', 'directResponse');
}

function isAnything(match: unknown): boolean {
  return equalJson(nameless(match), {});
}

function nameless(match: unknown): unknown {
  return { ...(match as object | undefined), name: undefined };
}

/** As many pairs are compared at most: a list of rules that needs more is no larger for being looked at. */
const PAIRS = 1_000_000;

function find<C>(rules: Field, comparison: Comparison<C>): Found {
  const before = new PrefixIndex<Condition<C>>();
  const undecided: { readonly at: Field }[] = [];
  let pairs = 0;
  const firstBefore = (later: Condition<C>, text: string): Condition<C> | undefined => {
    let first: Condition<C> | undefined;
    let unknown = false;
    for (const earlier of before.beginningsOf(text)) {
      pairs += 1;
      if (pairs > PAIRS) break;
      if (first !== undefined && earlier.order > first.order) continue;
      const answer = comparison.precludes(earlier, later);
      if (answer === 'yes') first = earlier;
      else if (answer === 'unknown') unknown = true;
    }
    if (unknown || pairs > PAIRS) undecided.push(later);
    return first;
  };
  let order = 0;
  const unreached = rules.items().flatMap((rule) => {
    const matches = rule.get('match').items();
    const places = matches.length === 0 ? [rule] : matches;
    const found: Unreached[] = [];
    for (const at of places) {
      const value = matches.length === 0 ? undefined : at.value;
      const label = labelOf(rule, matches.length < 2 ? rule : at);
      const condition = { at, rule, label, conditions: comparison.read(value), value, order };
      order += 1;
      const text = comparison.beginning(condition.conditions);
      const by = firstBefore(condition, text);
      if (by === undefined) before.add(text, condition);
      else found.push({ at, whole: false, by: by.label });
    }
    const [first] = found;
    const whole = first !== undefined && found.length === places.length;
    return whole ? [{ at: rule, whole, by: first.by }] : found;
  });
  return { unreached, undecided };
}

/** How a message names a rule, or one of its conditions. */
function labelOf(rule: Field, at: Field): string {
  const name = rule.get('name').text;
  return name === '' ? at.path.name : `${at.path.name} (${name})`;
}
