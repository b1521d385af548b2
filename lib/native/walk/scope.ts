import type { JsonMap } from '../../kube/json';
import type { Path } from '../../violation/path';
import type { Report } from '../rules';
import type { Context, Surrounding } from './table';

/** What is known throughout an object, and who asks for it. */
export interface Scope {
  readonly kind: string;
  /** The whole object. */
  readonly object: JsonMap;
  readonly volumes: Map<JsonMap, Map<string, string>>;
  /** Notes that something was looked at that stands as deep. */
  reached(depth: number): void;
}

/** A struct around another; whoever goes further out is noted. */
export class Around implements Surrounding {
  readonly depth: number;

  constructor(
    private readonly scope: Scope,
    readonly name: string,
    readonly object: JsonMap,
    readonly at: Path,
    readonly field: string,
    private readonly outer: Around | undefined,
  ) {
    this.depth = outer === undefined ? 0 : outer.depth + 1;
  }

  get around(): Surrounding | undefined {
    this.scope.reached(this.depth - 1);
    return this.outer;
  }
}

/** What a check can ask about a struct; what it asks of what is around is noted. */
export class StructContext implements Context {
  constructor(
    private readonly scope: Scope,
    private readonly outer: Around | undefined,
    readonly report: Report,
  ) {}

  get kind(): string {
    return this.scope.kind;
  }

  get object(): JsonMap {
    return this.scope.object;
  }

  get around(): Surrounding | undefined {
    this.scope.reached(this.outer?.depth ?? -1);
    return this.outer;
  }

  get volumes(): Map<JsonMap, Map<string, string>> {
    return this.scope.volumes;
  }
}
