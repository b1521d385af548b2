/**
 * Who sees an object, as `exportTo` says it: `.` its own namespace, `*` everyone, `~` nobody, or names of namespaces.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService-export_to
 */
export class Visibility {
  private constructor(
    private readonly own: string,
    private readonly to: ReadonlySet<string>,
  ) {}

  /**
   * @param own the namespace of the object
   * @param exportTo what the object says
   * @param byDefault what the mesh says for objects that say nothing; only `.` and `*` count
   */
  static of(own: string, exportTo: readonly string[] | undefined, byDefault: readonly string[]): Visibility {
    const said = exportTo ?? [];
    if (said.length > 0) return new Visibility(own, new Set(said));
    return new Visibility(own, new Set([byDefault.includes('.') ? '.' : byDefault.includes('~') ? '~' : '*']));
  }

  /** Whether clients of a namespace see the object. */
  includes(namespace: string): boolean {
    if (this.isPublic) return true;
    return this.to.has(namespace) || (namespace === this.own && this.to.has('.'));
  }

  /** Seen by everyone. */
  get isPublic(): boolean {
    return this.to.has('*');
  }

  /**
   * How near the object is to clients of a namespace. istiod asks the nearest ones first: a VirtualService that only its
   * own namespace sees comes before one that is exported to some, and that before one that all see.
   *
   * @returns 0, 1 or 2; undefined for what they do not see
   */
  nearness(namespace: string): 0 | 1 | 2 | undefined {
    if (this.isPublic) return 2;
    if (this.to.has('~')) return undefined;
    if (namespace === this.own) return this.to.has('.') || this.to.has(namespace) ? 0 : undefined;
    return this.to.has(namespace) ? 1 : undefined;
  }

  /** One text for equal visibilities of one namespace. */
  get key(): string {
    return [...this.to]
      .map((each) => (each === this.own ? '.' : each))
      .sort()
      .join(',');
  }
}
