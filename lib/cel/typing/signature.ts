import {
  ANY,
  BOOL,
  BYTES,
  type CelType,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  listOf,
  mapOf,
  NULL,
  opaqueOf,
  optionalOf,
  parameterOf,
  STRING,
  structOf,
  TIMESTAMP,
  typeOf,
  UINT,
} from './type';

/** One way to call a function. */
export interface Overload {
  /** The name by which estimates of costs know it; empty where nobody asks. */
  readonly id: string;
  /** Whether the first argument stands in front of a dot. */
  readonly isMember: boolean;
  readonly args: readonly CelType[];
  readonly result: CelType;
  /** The names of the type parameters. */
  readonly parameters: readonly string[];
}

/** From the names of functions to the ways to call them. */
export type Functions = ReadonlyMap<string, readonly Overload[]>;

/** Types with names of their own in signatures. */
const NAMED: Readonly<Record<string, CelType>> = {
  any: ANY,
  bool: BOOL,
  bytes: BYTES,
  double: DOUBLE,
  duration: DURATION,
  dyn: DYN,
  int: INT,
  null: NULL,
  string: STRING,
  timestamp: TIMESTAMP,
  uint: UINT,
  Authorizer: structOf('kubernetes.authorization.Authorizer'),
  CIDR: opaqueOf('net.CIDR'),
  Decision: structOf('kubernetes.authorization.Decision'),
  Format: structOf('kubernetes.NamedFormat'),
  GroupCheck: structOf('kubernetes.authorization.GroupCheck'),
  IP: opaqueOf('net.IP'),
  PathCheck: structOf('kubernetes.authorization.PathCheck'),
  Quantity: structOf('kubernetes.Quantity'),
  ResourceCheck: structOf('kubernetes.authorization.ResourceCheck'),
  Semver: structOf('kubernetes.Semver'),
  URL: structOf('kubernetes.URL'),
};

const GENERIC: Readonly<Record<string, (...parameters: CelType[]) => CelType>> = {
  list: listOf as (...parameters: CelType[]) => CelType,
  map: mapOf as (...parameters: CelType[]) => CelType,
  optional: optionalOf as (...parameters: CelType[]) => CelType,
  type: typeOf as (...parameters: CelType[]) => CelType,
};

/**
 * Reads signatures, one a line:
 *
 *     size(list(A)) int
 *     string.charAt(int) string
 *     string.matches(string) bool = matches_string
 *
 * A type in front of the dot makes a method; all else there belongs to the name. Single capitals are type parameters.
 * Behind `=` stands the id of the overload, where estimates of costs ask for it.
 */
export function signatures(text: string): Functions {
  const functions = new Map<string, Overload[]>();
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const { name, overload } = new Reader(line).signature();
    const others = functions.get(name);
    if (others === undefined) functions.set(name, [overload]);
    else others.push(overload);
  }
  return functions;
}

/** Several libraries as one. Overloads of the first come first. */
export function merged(...libraries: readonly Functions[]): Functions {
  const functions = new Map<string, readonly Overload[]>();
  for (const library of libraries) {
    for (const [name, overloads] of library) functions.set(name, [...(functions.get(name) ?? []), ...overloads]);
  }
  return functions;
}

/** A type as signatures write it. */
export function typeNamed(text: string): CelType {
  return new Reader(text).type();
}

const TOKEN = /\s*([A-Za-z_@?:!<>=&|+*/%[\]-][A-Za-z0-9_@?:!<>=&|+*/%[\]-]*|[(),.])/y;

class Reader {
  private readonly tokens: readonly string[];
  private position = 0;

  constructor(private readonly text: string) {
    const tokens: string[] = [];
    TOKEN.lastIndex = 0;
    for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) tokens.push(match[1] as string);
    this.tokens = tokens;
  }

  signature(): { readonly name: string; readonly overload: Overload } {
    const receiver = this.receiver();
    let name = this.next();
    while (this.accept('.')) name += `.${this.next()}`;
    this.expect('(');
    const args = this.types();
    const result = this.type();
    const id = this.accept('=') ? this.next() : '';
    const all = receiver === undefined ? args : [receiver, ...args];
    const parameters = [...new Set([...all, result].flatMap(parametersOf))];
    return { name, overload: { id, isMember: receiver !== undefined, args: all, result, parameters } };
  }

  /** The type in front of the dot, if there is one. */
  private receiver(): CelType | undefined {
    const [first = '', second] = this.tokens;
    const isType = second === '.' ? Object.hasOwn(NAMED, first) : second === '(' && this.closes();
    if (!isType) return undefined;
    const type = this.type();
    this.expect('.');
    return type;
  }

  /** Whether a dot stands behind the bracket that closes the first one. */
  private closes(): boolean {
    let depth = 0;
    for (let index = 1; index < this.tokens.length; index += 1) {
      if (this.tokens[index] === '(') depth += 1;
      if (this.tokens[index] === ')') depth -= 1;
      if (depth === 0) return this.tokens[index + 1] === '.';
    }
    return false;
  }

  type(): CelType {
    const name = this.next();
    const generic = Object.hasOwn(GENERIC, name) ? GENERIC[name] : undefined;
    if (generic !== undefined && this.accept('(')) return generic(...this.types());
    const known = Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
    if (known !== undefined) return known;
    if (/^[A-Z]$/.test(name)) return parameterOf(name);
    throw new Error(`no type is called ${name}: ${this.text}`);
  }

  private types(): CelType[] {
    const types: CelType[] = [];
    if (this.accept(')')) return types;
    do types.push(this.type());
    while (this.accept(','));
    this.expect(')');
    return types;
  }

  private next(): string {
    const token = this.tokens[this.position];
    if (token === undefined) throw new Error(`a signature ends too early: ${this.text}`);
    this.position += 1;
    return token;
  }

  private accept(token: string): boolean {
    if (this.tokens[this.position] !== token) return false;
    this.position += 1;
    return true;
  }

  private expect(token: string): void {
    if (!this.accept(token)) throw new Error(`a signature lacks ${token}: ${this.text}`);
  }
}

function parametersOf({ kind, name, parameters }: CelType): string[] {
  return kind === 'param' ? [name] : parameters.flatMap(parametersOf);
}
