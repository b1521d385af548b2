import { type App, Chart, Duration } from 'cdk8s';
import { Gateway, HttpAction, HttpMatch, Microservice, Port, Scenario, StringMatch, VirtualService } from '..';
import { AuthorizationAction, AuthorizationPolicy, FaultDelay, Host, Server, WorkloadSelector } from '../istio';
import { Namespace } from '../kubernetes';

const image = 'registry.example.com/app:1.0.0';

/** A shop: reviews in two versions, a client, a gateway for one host, and a scenario with another route. */
export function shop(app: App) {
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  new Namespace(chart, 'shop', { injection: true });
  const client = new Microservice(chart, 'client', {
    versions: { v1: { image, deploymentName: 'client' } },
  });
  const reviews = new Microservice(chart, 'reviews', {
    port: Port.http(9080),
    versions: { v1: { image }, v2: { image } },
  });
  const details = new Microservice(chart, 'details', { port: Port.http(9080), versions: { v1: { image } } });
  const database = new Microservice(chart, 'database', { port: Port.tcp(3306), versions: { v1: { image } } });
  new VirtualService(chart, 'reviews-route', {
    hosts: [reviews],
    rules: [
      {
        match: [HttpMatch.header('end-user', StringMatch.exact('jason'))],
        action: HttpAction.to(reviews.version('v2')),
        timeout: Duration.seconds(3),
        retries: { attempts: 5 },
        mirrors: [{ destination: details, percent: 10 }],
      },
    ],
    otherwise: HttpAction.split([reviews.version('v1').weighted(80), reviews.version('v2').weighted(20)]),
  });
  const edge = new Gateway(chart, 'edge', { servers: [Server.http({ hosts: ['shop.example.com'] })] });
  new VirtualService(chart, 'edge-route', {
    hosts: [Host.dns('shop.example.com')],
    gateways: [edge],
    rules: [
      {
        match: [HttpMatch.uri(StringMatch.prefix('/old/'))],
        action: HttpAction.redirect({ uri: '/new/', redirectCode: 308 }),
      },
      {
        match: [HttpMatch.uri(StringMatch.prefix('/details/'))],
        action: HttpAction.to(details),
        rewrite: { uri: '/' },
        headers: { request: { set: { 'x-edge': 'yes' } } },
      },
    ],
  });
  new AuthorizationPolicy(chart, 'no-deletes', {
    selector: WorkloadSelector.app(details),
    action: AuthorizationAction.deny([{ to: [{ methods: ['DELETE'], ports: [9080] }] }]),
  });
  return { chart, client, reviews, details, database, edge };
}

/** A scenario of the shop: everybody goes to version 1, and half of them wait. */
export function slow(app: App, { reviews }: Pick<ReturnType<typeof shop>, 'reviews'>): Scenario {
  const scenario = new Scenario(app, 'slow', {
    folder: 'shop',
    title: 'Half of the requests wait.',
    namespace: 'shop',
  });
  new VirtualService(scenario, 'reviews-route', {
    hosts: [reviews],
    otherwise: {
      action: HttpAction.to(reviews.version('v1')),
      fault: { delay: FaultDelay.fixed(Duration.seconds(2), { percent: 50 }) },
    },
  });
  return scenario;
}
/** What a failing expectation says. */
export function failure(action: () => void): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  return 'passed';
}
