import type { ObjectId } from './entity';

/** What exists without a manifest, by kind. */
export class External {
  private readonly patterns = new Map<string, readonly Pattern[]>();

  /** @param names by kind; see `WorldSettings.external` */
  constructor(names: Readonly<Record<string, readonly string[]>> = {}) {
    for (const [kind, each] of Object.entries(names)) this.patterns.set(kind.toLowerCase(), each.map(patternOf));
  }

  has({ kind, namespace, name }: Pick<ObjectId, 'kind' | 'namespace' | 'name'>): boolean {
    const patterns = this.patterns.get(kind.toLowerCase());
    return patterns?.some((each) => each.namespace.test(namespace) && each.name.test(name)) ?? false;
  }

  /** Whether clients may call a host that no manifest defines. */
  hasHost(host: string): boolean {
    return this.has({ kind: 'Host', namespace: '', name: host.toLowerCase() });
  }

  /** Whether a namespace, or something in it, is said to exist. */
  hasNamespace(name: string): boolean {
    return this.has({ kind: 'Namespace', namespace: '', name });
  }
}

interface Pattern {
  readonly namespace: RegExp;
  readonly name: RegExp;
}

function patternOf(text: string): Pattern {
  const slash = text.indexOf('/');
  return { namespace: glob(slash === -1 ? '*' : text.slice(0, slash)), name: glob(text.slice(slash + 1)) };
}

function glob(text: string): RegExp {
  const parts = text.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}
