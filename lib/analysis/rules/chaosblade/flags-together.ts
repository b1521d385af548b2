import { type GroupProblem, groupProblems, spellingOf } from '../../../chaosblade-catalogue/action';
import type { KnownAction } from '../../../chaosblade-catalogue/catalogue';
import { describeExperiment, type Experiment, experimentsOf } from '../../../experiments/experiments';
import { CHAOS_BLADE } from '../../../world/kinds';
import { attackExample } from '../../experiment/example';
import type { Observation, Rule } from '../../rule';

const REFUSED = 'ChaosBlade refuses the experiment, and no fault is injected';

/** Flags without which ChaosBlade takes all there is. */
const TAKES_ALL: ReadonlySet<string> = new Set(['cpu fullload', 'mem load']);

export const flagsTogether: Rule = {
  id: 'CHAOSBLADE_FLAGS_TOGETHER',
  severity: 'error',
  kinds: [CHAOS_BLADE],
  docs: {
    says: 'flags of an experiment that are missing, or that exclude each other',
    why: 'The definition demands no flag. Some are needed, so that ChaosBlade refuses the experiment without them; others it replaces by the worst, such as all processors; and of two that exclude each other it ignores one in silence.',
    fix: 'Give the flags that are needed, and one of those that exclude each other.',
    symptoms: ['less parameter', 'cpu at 100 %', 'phase Error'],
    see: 'https://chaosblade.io/docs/',
    wrong: attackExample({ flags: { interface: undefined } }),
    right: attackExample(),
  },

  check(mesh, report) {
    for (const experiment of experimentsOf(mesh)) {
      const { entity, known, path, flags } = experiment;
      if (known === undefined) continue;
      const spelt = spellings(known);
      for (const problem of groupProblems(known.what, (name) => isGiven(experiment, spelt(name)))) {
        const [first] = given(problem).map((name) => flags.get(spelt(name)));
        report(
          entity,
          first?.path ?? (flags.size === 0 ? path : [...path, 'matchers']),
          observe(experiment, problem, spelt),
        );
      }
    }
  },
};

/** How flags are written, by their names in the catalogue. */
function spellings({ what: { groups } }: KnownAction): (name: string) => string {
  const tables = [groups.required, groups.oneOf, groups.someOf, ...Object.values(groups.either ?? {})];
  const spelt = new Map(
    tables.flatMap((table) =>
      Object.entries(table ?? {}).map(([name, each]) => [name, spellingOf(name, each)] as const),
    ),
  );
  return (name) => spelt.get(name) ?? name;
}

/** Whether a flag is set: one without an argument is not by `false`. */
function isGiven({ flags, known }: Experiment, name: string): boolean {
  const flag = flags.get(name);
  return flag !== undefined && !(known?.flags.get(name)?.flag.form.given === true && flag.text === 'false');
}

function given(problem: GroupProblem): readonly string[] {
  if (problem.is === 'not one') return problem.given.slice(1);
  return problem.is === 'excluded' ? (problem.given[1] ?? []) : [];
}

function observe(experiment: Experiment, problem: GroupProblem, spelt: (name: string) => string): Observation {
  const what = describeExperiment(experiment);
  const takesAll = TAKES_ALL.has(`${experiment.target} ${experiment.action}`);
  const listed = (names: readonly string[], word: string) => names.map(spelt).join(` ${word} `);
  switch (problem.is) {
    case 'missing':
      return takesAll
        ? {
            severity: 'warning',
            message: `${what} has no ${listed(problem.names, 'and no')}: ChaosBlade takes 100 %`,
            fix: `give ${listed(problem.names, 'and')}`,
          }
        : {
            message: `${what} needs ${listed(problem.names, 'and')}: without, ${REFUSED}`,
            fix: `give ${listed(problem.names, 'and')}`,
          };
    case 'not one':
      if (problem.given.length > 0) {
        return {
          severity: 'warning',
          message: `${what} has ${listed(problem.given, 'and')}, of which ChaosBlade takes one and ignores the others`,
          fix: 'leave one of them',
        };
      }
      return takesAll
        ? {
            severity: 'warning',
            message: `${what} has neither ${listed(problem.names, 'nor')}: ChaosBlade takes 100 %`,
            fix: `give ${listed(problem.names, 'or')}`,
          }
        : {
            message: `${what} needs ${listed(problem.names, 'or')}: without, ${REFUSED}`,
            fix: `give one of ${listed(problem.names, 'and')}`,
          };
    case 'none':
      return {
        message: `${what} needs ${listed(problem.names, 'or')}: without, ${REFUSED}`,
        fix: `give at least one of ${listed(problem.names, 'and')}`,
      };
    case 'excluded': {
      const [used = [], ignored = []] = problem.given;
      return {
        severity: 'warning',
        message: `${listed(used, 'and')} and ${listed(ignored, 'and')} of ${what} exclude each other: ChaosBlade ignores one of them`,
        fix: 'leave one of them',
      };
    }
  }
}
