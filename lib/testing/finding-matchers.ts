import type { IConstruct } from 'constructs';
import { RULES } from '../check/rules';
import { describeObject, identityOf, type ObjectReference } from '../kube/object-reference';
import { plural } from '../kube/plural';
import { didYouMean } from '../kube/suggestion';
import type { Finding, Severity } from '../model/finding';
import { findingsOf } from './findings';
import type { MatcherContext, MatcherResult } from './matcher-result';
import { apiObjectsBelow, describeFinding, isConstruct } from './objects';

/** Which findings count. */
export interface FindingOptions {
  /** The least severity. @default warning */
  readonly severity?: Severity;
  /** The ids of rules. @default - all */
  readonly only?: readonly string[];
}

/** Which finding is meant. */
export interface FindingPlace {
  /** What it is about: a construct with the object in it, or an object by its name, `VirtualService web/reviews`. */
  readonly on?: IConstruct | `${string} ${string}`;
  /** What its message has in it. */
  readonly message?: string | RegExp;
}

/** What is added to `expect` for everything that `meshwright check` finds. */
export interface FindingMatchers<R> {
  /**
   * Expects of an app, a chart or another construct, or of plain objects, that nothing is wrong with them: neither for the
   * API server or istiod, nor between objects. What `external(…)` or `meshwright.yaml` says exists is not missed.
   */
  toHaveNoFindings(options?: FindingOptions): R;
  /** Expects that a rule finds something: for what is meant to be wrong, such as an example. */
  toHaveFinding(rule: string, place?: FindingPlace): R;
}

const RANKS: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/** The matchers, for any framework. */
export const findingMatchers = {
  toHaveNoFindings(received: unknown, { severity = 'warning', only = [] }: FindingOptions = {}): MatcherResult {
    for (const rule of only) checkRule(rule);
    const findings = findingsOf(received, 'toHaveNoFindings').filter(
      (finding) => RANKS[finding.severity] <= RANKS[severity] && (only.length === 0 || only.includes(finding.rule)),
    );
    return {
      pass: findings.length === 0,
      message: () =>
        findings.length === 0
          ? 'expected that something is wrong, but nothing was found'
          : [
              `expected that nothing is wrong, but there ${findings.length === 1 ? 'is' : 'are'} ${plural(findings.length, 'finding')}`,
              ...findings.map(describeFinding),
            ].join('\n\n'),
    };
  },

  toHaveFinding(this: MatcherContext, received: unknown, rule: string, place: FindingPlace = {}): MatcherResult {
    checkRule(rule);
    const all = findingsOf(received, 'toHaveFinding');
    const ofRule = all.filter((finding) => finding.rule === rule);
    const found = ofRule.filter((finding) => isAt(finding, place));
    const shown = found.length > 0 ? found : ofRule.length > 0 ? ofRule : all;
    const others =
      shown.length === 0
        ? 'nothing was found'
        : `there ${shown.length === 1 ? 'is' : 'are'} ${plural(shown.length, 'finding')}`;
    return {
      pass: found.length > 0,
      message: () =>
        [
          `expected ${found.length > 0 ? 'no ' : ''}${rule}${placeWords(place)}, but ${others}`,
          ...shown.map(describeFinding),
        ].join('\n\n'),
    };
  },
};

function checkRule(rule: string): void {
  if (RULES.has(rule)) return;
  const meant = didYouMean(rule, RULES.keys()) ?? 'meshwright explain names all of them';
  throw new Error(`there is no rule ${rule}: ${meant}`);
}

function isAt({ resource, message }: Finding, { on, message: wanted }: FindingPlace): boolean {
  if (on !== undefined && (resource === undefined || !isAbout(resource, on))) return false;
  if (wanted === undefined) return true;
  return typeof wanted === 'string' ? message.includes(wanted) : wanted.test(message);
}

function isAbout(resource: ObjectReference, on: IConstruct | string): boolean {
  if (!isConstruct(on)) return describeObject(resource) === on;
  return apiObjectsBelow(on).some(
    ({ apiVersion, kind, name, metadata: { namespace } }) =>
      identityOf({ apiVersion, kind, name, namespace }) === identityOf(resource),
  );
}

function placeWords({ on, message }: FindingPlace): string {
  const about = on === undefined ? '' : ` on ${isConstruct(on) ? `'${on.node.path}'` : on}`;
  return `${about}${message === undefined ? '' : ` that says ${message}`}`;
}
