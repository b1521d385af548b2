import { App, Chart, type ChartProps } from 'cdk8s';
import type { Construct } from 'constructs';
import { HttpAction, HttpMatch, Microservice, Port, StringMatch, VirtualService } from 'meshwright';
import { PeerAuthentication } from 'meshwright/imports/security.istio.io';

export class Shop extends Chart {
  readonly client: Microservice<'client', 'v1'>;
  readonly reviews: Microservice<'reviews', 'v1' | 'v2'>;

  constructor(scope: Construct, id: string, props: ChartProps = {}) {
    super(scope, id, { namespace: 'shop', ...props });
    this.client = new Microservice(this, 'client', {
      versions: { v1: { image: 'registry.example.com/client:1.0.0' } },
    });
    this.reviews = new Microservice(this, 'reviews', {
      port: Port.http(9080),
      versions: {
        v1: { image: 'registry.example.com/reviews:1.4.0' },
        v2: { image: 'registry.example.com/reviews:2.0.0' },
      },
    });
    new VirtualService(this, 'reviews-route', {
      hosts: [this.reviews],
      rules: [
        {
          match: [HttpMatch.header('end-user', StringMatch.exact('jason'))],
          action: HttpAction.to(this.reviews.version('v2')),
        },
      ],
      otherwise: HttpAction.to(this.reviews.version('v1')),
    });
    new PeerAuthentication(this, 'strict', { spec: { mtls: { mode: 'STRICT' } } });
  }
}

const app = new App();
new Shop(app, 'shop');
app.synth();
