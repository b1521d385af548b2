import type { CanarySpec } from '../../imports/flagger.app';
import type { Assumptions } from '../rollout/assumptions';
import { rehearse } from '../rollout/rehearse';
import { worldOf } from '../world/fixtures';
import { CANARY } from '../world/kinds';
import type { Release } from './tick-meshes';

const SHOP = `apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {istio-injection: enabled}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart, namespace: shop}
spec:
  selector: {matchLabels: {app: cart}}
  template:
    metadata: {labels: {app: cart}}
    spec: {containers: [{name: cart, image: cart}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, image: web}]}
`;

/** The release of Deployment `shop/cart`; `more` is YAML that stands beside it. */
export function releaseOf(
  { service = {}, ...analysis }: { readonly service?: object } & Readonly<Record<string, unknown>>,
  more = '',
  assumptions: Assumptions = {},
): Release {
  const spec = {
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'cart' },
    service: { port: 80, ...service },
    analysis: { interval: '30s', threshold: 2, ...analysis },
  };
  const canary = {
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name: 'cart', namespace: 'shop' },
    spec,
  };
  const world = worldOf({
    'a.yaml': SHOP,
    'b.json': JSON.stringify(canary),
    ...(more === '' ? {} : { 'c.yaml': more }),
  });
  const [entity] = world.all<CanarySpec>(CANARY);
  if (entity === undefined) throw new Error('the schema refuses the Canary');
  return { world, canary: entity, timeline: rehearse(world, entity, assumptions), settings: {} };
}
