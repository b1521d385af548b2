import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { App } from '../core/app';
import { Port } from '../kubernetes/port';
import { Microservice } from '../microservice/microservice';

const image = 'registry.example.com/app:1.0.0';

/** A shop whose reviews have a Service for each version, and something of another team. */
export function shop() {
  const app = new App();
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  const other = new Chart(app, 'other', { namespace: 'other' });
  return {
    app,
    chart,
    other,
    reviews: new Microservice(chart, 'reviews', {
      port: Port.http(9080),
      versionServices: true,
      versions: { v1: { image }, v2: { image } },
    }),
    front: new Microservice(chart, 'front', { port: Port.http(80, { targetPort: 8080 }), versions: { v1: { image } } }),
    ads: new Microservice(chart, 'ads', {
      ports: [Port.grpc(50051), Port.http(8080)],
      versions: { v1: { image } },
    }),
    vault: new Microservice(chart, 'vault', { port: Port.tls(8200), versions: { v1: { image } } }),
    theirs: new Microservice(other, 'theirs', {
      port: Port.http(80, { targetPort: 8080 }),
      versions: { v1: { image } },
    }),
  };
}

export type Shop = ReturnType<typeof shop>;

/** The spec that a construct writes. */
export function specOf(construct: Construct): Record<string, unknown> {
  const chart = Chart.of(construct);
  const own = construct.node.findChild('Resource') as unknown as { readonly name: string; readonly kind: string };
  return (chart.toJson() as { kind: string; metadata: { name: string }; spec: Record<string, unknown> }[]).find(
    ({ kind, metadata }) => kind === own.kind && metadata.name === own.name,
  )?.spec as Record<string, unknown>;
}

/** What is wrong, said where it is made or when all is rendered. */
export function problem(build: (shop: Shop) => void): string {
  const world = shop();
  try {
    build(world);
    world.app.render();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}
