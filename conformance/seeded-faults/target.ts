import * as path from 'node:path';
import type { Severity } from '../../lib/model/finding';
import { Random } from '../random';
import type { Change, FaultKind } from './fault';
import { FAULT_KINDS } from './kinds';
import { Lab } from './lab';

/** What is asked of the faults. */
export interface SeededFaultsOptions {
  /** How many; 0 for every one that there is. */
  readonly faults: number;
  readonly seed: number;
  /** Only kinds whose name holds this text. */
  readonly kind?: string;
}

/** A fault that was put in, and what came of it. */
export interface SeededFault {
  readonly kind: FaultKind;
  readonly change: Change;
  /** The rules that say something new. */
  readonly found: readonly string[];
  /** How bad the expected ones say that it is. */
  readonly severity: Severity | undefined;
}

/** The figures. */
export interface SeededFaultsOutcome {
  readonly faults: number;
  /** Found by a rule that the kind expects. */
  readonly expected: number;
  /** How bad those say that it is. */
  readonly severities: Readonly<Record<Severity, number>>;
  /** Found by others alone. */
  readonly otherwise: number;
  readonly missed: number;
  readonly kinds: readonly {
    readonly kind: string;
    readonly rules: readonly string[];
    readonly faults: number;
    readonly found: number;
  }[];
}

export const DEFAULT_FAULTS = 200;

/** Breaks the lab, a fault at a time, and counts what is found. */
export function seedFaults(
  { faults, seed, kind }: SeededFaultsOptions,
  told: (fault: SeededFault) => void = () => {},
): SeededFaultsOutcome {
  const lab = new Lab(path.join(__dirname, '../..'));
  const kinds = FAULT_KINDS.filter(({ name }) => kind === undefined || name.includes(kind));
  const seeded = draw(lab, kinds, faults, new Random(seed)).map(([of, change]): SeededFault => {
    const findings = lab.findings(change);
    const found = [...new Set(findings.map(({ rule }) => rule))].sort();
    const severities = findings.filter(({ rule }) => of.rules.includes(rule)).map(({ severity }) => severity);
    const fault = { kind: of, change, found, severity: SEVERITIES.find((each) => severities.includes(each)) };
    told(fault);
    return fault;
  });
  return outcomeOf(seeded);
}

/** The worst first. */
const SEVERITIES: readonly Severity[] = ['error', 'warning', 'note'];

/** Whether it is found by a rule that its kind expects. */
export function isExpected({ severity }: SeededFault): boolean {
  return severity !== undefined;
}

function outcomeOf(seeded: readonly SeededFault[]): SeededFaultsOutcome {
  const expected = seeded.filter(isExpected).length;
  const of = (severity: Severity) => seeded.filter((each) => each.severity === severity).length;
  const missed = seeded.filter(({ found }) => found.length === 0).length;
  const kinds = [...new Set(seeded.map(({ kind }) => kind))];
  return {
    faults: seeded.length,
    expected,
    severities: { error: of('error'), warning: of('warning'), note: of('note') },
    otherwise: seeded.length - expected - missed,
    missed,
    kinds: kinds.map((kind) => {
      const own = seeded.filter((each) => each.kind === kind);
      const rules = [...new Set(own.flatMap(({ found }) => found.filter((rule) => kind.rules.includes(rule))))].sort();
      return { kind: kind.name, rules, faults: own.length, found: own.filter(isExpected).length };
    }),
  };
}

/** As many of each kind as of any other, as far as there are: one of each kind, then another of each, and so on. */
function draw(
  lab: Lab,
  kinds: readonly FaultKind[],
  faults: number,
  random: Random,
): readonly (readonly [FaultKind, Change])[] {
  const left = kinds.map((kind) => ({ kind, changes: [...kind.changes(lab.objects)] }));
  for (const { kind, changes } of left) {
    if (changes.length === 0) throw new Error(`the lab has no way to do this: ${kind.name}`);
  }
  const drawn: [FaultKind, Change][] = [];
  while (left.some(({ changes }) => changes.length > 0)) {
    for (const { kind, changes } of left) {
      if (faults > 0 && drawn.length >= faults) return drawn;
      const [change] = changes.splice(random.below(changes.length), 1);
      if (change !== undefined) drawn.push([kind, change]);
    }
  }
  return drawn;
}
