import type { Construct, IConstruct } from 'constructs';
import { located } from './errors';
import { StandaloneChart } from './standalone-chart';

/** What is applied together: the steady state, or one standalone chart on top of it. */
export interface AppliedTogether {
  /** The constructs of the steady state, or of the standalone chart. */
  readonly own: readonly IConstruct[];
  /** All that is there then: of a standalone chart, its own constructs and those of the steady state. */
  readonly present: readonly IConstruct[];
}

/** Something that is wrong with a construct. */
export interface Mistake {
  readonly where: IConstruct;
  readonly message: string;
}

/** Looks for mistakes between constructs. */
export type AppCheck = (together: AppliedTogether) => Iterable<Mistake>;

const checksOfApps = new WeakMap<IConstruct, Set<AppCheck>>();

/**
 * Lets the app of a construct be checked when it is synthesized, once by each check: for what only shows when all
 * constructs are there. Alternatives, which standalone charts are, are not held against each other nor against what they
 * replace.
 */
export function checkApp(within: Construct, check: AppCheck): void {
  const { root } = within.node;
  const known = checksOfApps.get(root);
  if (known !== undefined) {
    known.add(check);
    return;
  }
  const checks = new Set([check]);
  checksOfApps.set(root, checks);
  root.node.addValidation({
    validate: () => {
      const mistakes = appliedTogether(root).flatMap((together) => [...checks].flatMap((each) => [...each(together)]));
      return mistakes.map(({ where, message }) => located(where, message));
    },
  });
}

/** Whether a construct is part of the steady state. */
export function isSteady(construct: IConstruct): boolean {
  return !construct.node.scopes.some((scope) => StandaloneChart.isStandaloneChart(scope));
}

/** A standalone chart on top of the steady state. */
class OnTop implements AppliedTogether {
  private all: readonly IConstruct[] | undefined;

  constructor(
    private readonly steady: readonly IConstruct[],
    readonly own: readonly IConstruct[],
  ) {}

  get present(): readonly IConstruct[] {
    this.all ??= [...this.steady, ...this.own];
    return this.all;
  }
}

function appliedTogether(root: IConstruct): AppliedTogether[] {
  const steady: IConstruct[] = [];
  const alone: IConstruct[][] = [];
  const collect = (construct: IConstruct, into: IConstruct[]): void => {
    let list = into;
    if (StandaloneChart.isStandaloneChart(construct)) {
      list = [];
      alone.push(list);
    }
    list.push(construct);
    for (const child of construct.node.children) collect(child, list);
  };
  collect(root, steady);
  return [{ own: steady, present: steady }, ...alone.map((own) => new OnTop(steady, own))];
}
