interface Destination {
  readonly weight?: number;
}

interface VirtualService {
  readonly kind?: string;
  readonly spec?: Readonly<Record<'http' | 'tcp', readonly { readonly route?: readonly Destination[] }[] | undefined>>;
}

/**
 * Why istiod's webhook would refuse an object that Flagger writes, in its words. There is no istiod here; of what Flagger
 * makes of a Canary that the API server accepts, it refuses weights below zero.
 */
export function whyDenied(object: unknown): string | undefined {
  const { kind, spec } = (object ?? {}) as VirtualService;
  if (kind !== 'VirtualService') return undefined;
  const routes = [...(spec?.http ?? []), ...(spec?.tcp ?? [])];
  const weights = routes.flatMap(({ route = [] }) => route.map(({ weight = 0 }) => weight));
  const least = Math.min(0, ...weights);
  return least < 0
    ? `admission webhook "validation.istio.io" denied the request: configuration is invalid: weight ${least} < 0`
    : undefined;
}
