import { type CelType, DYN, isDyn, isDynOrError, isSame } from './type';

/** What is known of type parameters, by their names. */
export type Substitutions = ReadonlyMap<string, CelType>;

const NONE: Substitutions = new Map();

/**
 * What type parameters stand for, as far as an expression says it, in the manner of cel-go: assigning one type to
 * another binds the parameters in both.
 */
export class Unification {
  private bound: Substitutions = NONE;
  private made = 0;

  /** A parameter that nothing is known of. */
  fresh(): CelType {
    this.made += 1;
    return { kind: 'param', name: `_var${this.made - 1}`, parameters: [] };
  }

  /** Whether a value of one type may stand where the other is wanted. If so, what that means for parameters is kept. */
  assign(from: CelType, to: CelType): boolean {
    return this.assignAll([from], [to]);
  }

  assignAll(from: readonly CelType[], to: readonly CelType[]): boolean {
    const attempt = new Attempt(this.bound);
    if (!attempt.areAssignable(from, to)) return false;
    this.bound = attempt.result;
    return true;
  }

  /** A type with everything that is known of its parameters. */
  resolve(type: CelType): CelType {
    return this.bound.size === 0 ? type : substitute(type, this.bound, false);
  }

  /** The same, with `dyn` for what is not known. */
  settle(type: CelType): CelType {
    return substitute(type, this.bound, true);
  }
}

/** A type with other types for its parameters. */
export function substitute(type: CelType, substitutions: Substitutions, settle: boolean): CelType {
  if (type.kind === 'param') {
    const known = substitutions.get(type.name);
    if (known !== undefined) return substitute(known, substitutions, settle);
    return settle ? DYN : type;
  }
  if (type.parameters.length === 0) return type;
  return { ...type, parameters: type.parameters.map((parameter) => substitute(parameter, substitutions, settle)) };
}

/** One attempt, which leaves what was known before as it is. */
class Attempt {
  private copy: Map<string, CelType> | undefined;

  constructor(private readonly before: Substitutions) {}

  get result(): Substitutions {
    return this.copy ?? this.before;
  }

  areAssignable(from: readonly CelType[], to: readonly CelType[]): boolean {
    return from.length === to.length && from.every((type, index) => this.isAssignable(type, to[index] as CelType));
  }

  private isAssignable(a: CelType, b: CelType): boolean {
    if (b.kind === 'param') {
      const [valid, known] = this.fits(a, b);
      if (valid || known) return valid;
    }
    if (a.kind === 'param') return this.fits(b, a)[0];
    if (isDynOrError(a) || isDynOrError(b)) return true;
    if (a.kind === 'null') return isNullable(b);
    if (b.kind === 'null') return isNullable(a);
    if (a.kind === 'type') return b.kind === 'type';
    if (a.kind === 'list' || a.kind === 'map' || a.kind === 'opaque') {
      return a.kind === b.kind && a.name === b.name && this.areAssignable(a.parameters, b.parameters);
    }
    return a.kind === b.kind && a.name === b.name;
  }

  /** Whether a parameter may stand for a type, and whether it stood for something before. */
  private fits(type: CelType, parameter: CelType): readonly [valid: boolean, known: boolean] {
    if (type.kind === 'param' && type.name === parameter.name) return [true, true];
    const known = this.result.get(parameter.name);
    if (known === undefined) {
      if (!this.isFree(parameter, type)) return [false, false];
      this.bind(parameter, type);
      return [true, false];
    }
    if (isSame(type, known)) return [true, true];
    if (!this.isAssignable(type, known)) return [false, true];
    const general = mostGeneral(type, known);
    if (this.isFree(parameter, general)) this.bind(parameter, general);
    return [true, true];
  }

  private bind(parameter: CelType, type: CelType): void {
    this.copy ??= new Map(this.before);
    this.copy.set(parameter.name, type);
  }

  /** Whether a parameter is nowhere in a type. */
  private isFree(parameter: CelType, type: CelType): boolean {
    if (type.kind === 'param') {
      if (type.name === parameter.name) return false;
      const known = this.result.get(type.name);
      return known === undefined || this.isFree(parameter, known);
    }
    return type.parameters.every((inner) => this.isFree(parameter, inner));
  }
}

function isNullable({ kind, wrapper }: CelType): boolean {
  return (
    wrapper === true ||
    kind === 'null' ||
    kind === 'opaque' ||
    kind === 'struct' ||
    kind === 'duration' ||
    kind === 'timestamp'
  );
}

/** The more general of two types that can be assigned to each other. */
export function mostGeneral(a: CelType, b: CelType): CelType {
  return isLessSpecific(a, b) ? a : b;
}

function isLessSpecific(a: CelType, b: CelType): boolean {
  if (isDyn(a) || a.kind === 'param') return true;
  if (isDyn(b) || b.kind === 'param' || a.kind !== b.kind) return false;
  switch (a.kind) {
    case 'opaque':
    case 'list':
    case 'map':
      return (
        a.name === b.name &&
        a.parameters.length === b.parameters.length &&
        a.parameters.every((parameter, index) => isLessSpecific(parameter, b.parameters[index] as CelType))
      );
    case 'type':
      return true;
    default:
      return isSame(a, b);
  }
}
