import { Chart } from 'cdk8s';
import { App, HttpAction, HttpMatch, Microservice, Port, StringMatch, VirtualService } from 'meshwright';
import { PeerAuthentication } from 'meshwright/imports/security.istio.io';

export function shop(app: App) {
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  const client = new Microservice(chart, 'client', {
    versions: { v1: { image: 'registry.example.com/client:1.0.0' } },
  });
  const reviews = new Microservice(chart, 'reviews', {
    port: Port.http(9080),
    versions: {
      v1: { image: 'registry.example.com/reviews:1.4.0' },
      v2: { image: 'registry.example.com/reviews:2.0.0' },
    },
  });
  new VirtualService(chart, 'reviews-route', {
    hosts: [reviews],
    rules: [
      {
        match: [HttpMatch.header('end-user', StringMatch.exact('jason'))],
        action: HttpAction.to(reviews.version('v2')),
      },
    ],
    otherwise: HttpAction.split([reviews.version('v1').weighted(80), reviews.version('v2').weighted(20)]),
  });
  new PeerAuthentication(chart, 'strict', { spec: { mtls: { mode: 'STRICT' } } });
  return { client, reviews };
}

App.run(shop);
