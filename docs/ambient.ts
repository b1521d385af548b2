import { Chart } from 'cdk8s';
import { App, HttpAction, HttpMatch, Microservice, Port, StringMatch } from 'meshwright';
import { AllowedNamespaces, Gateway, HTTPRoute, Listener, Waypoint } from 'meshwright/gateway-api';
import { Namespace } from 'meshwright/kubernetes';
import { CallGraph } from 'meshwright/microservice';

App.run((app) => {
  const shop = new Chart(app, 'shop', { namespace: 'shop' });
  const waypoint = new Waypoint(shop, 'waypoint');
  const namespace = new Namespace(new Chart(app, 'namespaces'), 'shop', { ambient: { waypoint } });

  const reviews = new Microservice(shop, 'reviews', {
    port: Port.http(9080),
    versionServices: true,
    versions: {
      v1: { image: 'registry.example.com/reviews:1.0.0' },
      v2: { image: 'registry.example.com/reviews:2.0.0' },
    },
  });
  const frontend = new Microservice(shop, 'frontend', {
    port: Port.http(80, { targetPort: 8080 }),
    versions: { v1: { image: 'registry.example.com/frontend:1.0.0', env: { REVIEWS: reviews.address } } },
  });

  const edge = new Chart(app, 'edge', { namespace: 'edge' });
  new Namespace(edge, 'edge');
  const http = Listener.http({ hostname: 'shop.example.com', allowedRoutes: AllowedNamespaces.named([namespace]) });
  const gateway = new Gateway(edge, 'shop', { listeners: { http } });
  new HTTPRoute(shop, 'entrance', { parents: [gateway.listener('http')], otherwise: HttpAction.to(frontend) });
  const [v1, v2] = [reviews.version('v1').ownHost, reviews.version('v2').ownHost];
  new HTTPRoute(shop, 'reviews-route', {
    parents: [reviews],
    rules: [{ match: [HttpMatch.header('end-user', StringMatch.exact('tester'))], action: HttpAction.to(v2) }],
    otherwise: HttpAction.split([v1.weighted(90), v2.weighted(10)]),
  });
  new CallGraph(shop, 'calls', {
    waypoint,
    calls: [
      { from: gateway, to: frontend },
      { from: frontend, to: reviews },
    ],
  });
});
