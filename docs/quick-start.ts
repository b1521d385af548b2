import { Chart } from 'cdk8s';
import { App, HttpAction, HttpMatch, Microservice, Port, StringMatch, VirtualService } from 'meshwright';

App.run((app) => {
  const shop = new Chart(app, 'shop', { namespace: 'shop' });

  // A ServiceAccount, a Service, two hardened Deployments, and a DestinationRule with two subsets.
  const reviews = new Microservice(shop, 'reviews', {
    port: Port.http(9080),
    versions: {
      v1: { image: 'registry.example.com/reviews:1.4.0' },
      v2: { image: 'registry.example.com/reviews:2.0.0' },
    },
  });

  // Jason sees version 2; everybody else does in one of five requests.
  new VirtualService(shop, 'reviews-route', {
    hosts: [reviews],
    rules: [
      {
        match: [HttpMatch.header('end-user', StringMatch.exact('jason'))],
        action: HttpAction.to(reviews.version('v2')),
      },
    ],
    otherwise: HttpAction.split([reviews.version('v1').weighted(80), reviews.version('v2').weighted(20)]),
  });
});
