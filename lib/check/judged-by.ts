/** By which versions objects are judged. */
export interface JudgedBy {
  readonly kubernetes: string;
  readonly istio: string;
  readonly flagger: string;
  readonly chaosblade: string;
  /** What else there are objects of that is known without an import: `Gateway API` → `1.5.1`. */
  readonly others: Readonly<Record<string, string>>;
}

/** A kind, as objects name it. */
export interface KindName {
  readonly apiVersion: string;
  readonly kind: string;
}

/** In words: `Kubernetes 1.34.0, Istio 1.30.3, …`. */
export function describeJudgedBy({ kubernetes, istio, flagger, chaosblade, others }: JudgedBy): string {
  const all = { Kubernetes: kubernetes, Istio: istio, Flagger: flagger, ChaosBlade: chaosblade, ...others };
  return Object.entries(all)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
}

/** The kinds of objects, each once. */
export function kindsOf(objects: Iterable<{ readonly resource: KindName }>): readonly KindName[] {
  return [
    ...new Map([...objects].map(({ resource }) => [`${resource.apiVersion} ${resource.kind}`, resource])).values(),
  ];
}
