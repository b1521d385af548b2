import type { Answer } from '../../conditions/answer';
import { covers, type HttpConditions, readHttpConditions, readPath } from '../../conditions/http-conditions';
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
class Condition<C> {
  #conditions: C | undefined;

  constructor(
    readonly at: Field,
    readonly rule: Field,
    /** What is in `match`. */
    readonly value: unknown,
    readonly order: number,
    private readonly read: (match: unknown) => C,
  ) {}

  /** Read when there is another one to compare with. */
  get conditions(): C {
    this.#conditions ??= this.read(this.value);
    return this.#conditions;
  }
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
  const warned = warnedOfAsUnused(spec);
  if (warned.length === 0) return report.violations;
  const places = new Set([...unreached, ...undecided].map(({ at }) => at.path.name));
  for (const at of warned) {
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
  beginning(condition: Condition<C>): string;
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
    beginning: ({ value }) => folded(beginningOf(readPath(value))),
  };
  const l4: Comparison<L4Conditions> = {
    read: (match) => readL4Conditions(match, around),
    precludes: (earlier, later) => precludes(earlier.conditions, later.conditions, around),
    beginning: ({ conditions }) => [...conditions.sniHosts].sort().join(),
  };
  const found = [
    find(spec.get('http').items(), http),
    find(spec.get('tls').items(), l4),
    find(spec.get('tcp').items(), l4),
  ];
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

function find<C>(rules: readonly Field[], comparison: Comparison<C>): Found {
  const before = new PrefixIndex<Condition<C>>();
  const undecided: { readonly at: Field }[] = [];
  let pairs = 0;
  const firstBefore = (later: Condition<C>, text: string): Condition<C> | undefined => {
    let first: Condition<C> | undefined;
    let unknown = false;
    before.hasBeginningOf(text, (earlier) => {
      pairs += 1;
      if (pairs > PAIRS) return true;
      if (first !== undefined && earlier.order > first.order) return false;
      const answer = comparison.precludes(earlier, later);
      if (answer === 'yes') first = earlier;
      else if (answer === 'unknown') unknown = true;
      return false;
    });
    if (unknown || pairs > PAIRS) undecided.push(later);
    return first;
  };
  let order = 0;
  const unreached: Unreached[] = [];
  for (const rule of rules) {
    const matches = rule.get('match').items();
    const found: Unreached[] = [];
    for (const at of matches.length === 0 ? [rule] : matches) {
      const condition = new Condition(at, rule, matches.length === 0 ? undefined : at.value, order, comparison.read);
      order += 1;
      const text = comparison.beginning(condition);
      const by = firstBefore(condition, text);
      if (by === undefined) before.add(text, condition);
      else found.push({ at, whole: false, by: labelOf(by) });
    }
    const [first] = found;
    if (first !== undefined && found.length === Math.max(matches.length, 1)) {
      unreached.push({ at: rule, whole: true, by: first.by });
    } else unreached.push(...found);
  }
  return { unreached, undecided };
}

/** How a message names a condition, by its rule where that has no other. */
function labelOf({ rule, at }: Condition<unknown>): string {
  const name = rule.get('name').text;
  const place = (rule.get('match').items().length < 2 ? rule : at).path.name;
  return name === '' ? place : `${place} (${name})`;
}
