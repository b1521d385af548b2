/**
 * What must not compile. `tsc` reads this file, nothing runs it: an unused `@ts-expect-error` is an error.
 */
import type { Construct } from 'constructs';
import { Namespace } from './namespaces';
import { Port } from './port';

export function ports(): void {
  // @ts-expect-error ports are made by protocol
  new Port('http', 80);
}

export function namespaces(scope: Construct): void {
  // @ts-expect-error two ways of injection, of which one would silently win
  new Namespace(scope, 'a', { injection: true, labels: { 'istio.io/rev': 'canary' } });
  // @ts-expect-error the label has a prop of its own
  new Namespace(scope, 'a', { labels: { 'istio-injection': 'enabled' } });
  // @ts-expect-error a revision has a name
  new Namespace(scope, 'a', { injection: {} });
  // @ts-expect-error the value of the label is not what is asked for
  new Namespace(scope, 'a', { injection: 'enabled' });
  // @ts-expect-error no such level
  new Namespace(scope, 'a', { podSecurity: { enforce: 'strict' } });
  new Namespace(scope, 'a', { injection: { revision: 'canary' }, labels: { team: 'shop' } });
}
