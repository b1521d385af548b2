import type { HTTPRouteSpec } from '../../imports/gateway.networking.k8s.io';

type Filter = NonNullable<NonNullable<NonNullable<HTTPRouteSpec['rules']>[number]['filters']>[number]>;

/** What a filter does is said by its type, and by nothing else. */
export function filters(take: (filter: Filter) => void): void {
  take({ type: 'RequestRedirect', requestRedirect: { scheme: 'https' } });
  take({ type: 'URLRewrite', urlRewrite: { hostname: 'a.example.com' } });
  // @ts-expect-error what it says is of another type
  take({ type: 'RequestRedirect', urlRewrite: { hostname: 'a.example.com' } });
  // @ts-expect-error it says nothing
  take({ type: 'RequestRedirect' });
  // @ts-expect-error both
  take({ type: 'URLRewrite', urlRewrite: { hostname: 'a.example.com' }, requestRedirect: { scheme: 'https' } });
  // @ts-expect-error there is no such type
  take({ type: 'Rewrite' });
}
