import type { Scenario } from '../../../core/scenario';
import {
  ClientTls,
  DestinationRule,
  Gateway,
  Host,
  HttpAction,
  HttpMatch,
  LoadBalancer,
  Resolution,
  Server,
  ServiceEntry,
  StringMatch,
  VirtualService,
} from '../../../istio';
import { Port, Probe } from '../../../kubernetes';
import { Microservice } from '../../../microservice';
import { publishBookinfo } from '../../bookinfo';
import type { BookinfoScenarioContext } from './context';

/** What comes in from outside in another way, and what goes out. */
export function edgeScenarios(context: BookinfoScenarioContext): void {
  const { bookinfo, scenario } = context;
  publishBookinfo(
    scenario('bookinfo-gateway', 'Bookinfo answers for every host name, so that a browser finds it by an address.'),
    Host.ANY,
    bookinfo.productpage,
  );
  callGoogle(
    scenario('egress-rule-google-apis', 'Requests over plain HTTP to www.googleapis.com leave the mesh over TLS.'),
  );
  answerChallenges(context);
}

function callGoogle(scenario: Scenario): void {
  const google = new ServiceEntry(scenario, 'googleapis', {
    hosts: ['www.googleapis.com'],
    ports: [
      { number: 80, protocol: 'HTTP' },
      { number: 443, protocol: 'HTTPS' },
    ],
    resolution: Resolution.dns(),
  });
  new VirtualService(scenario, 'rewrite-port-for-googleapis', {
    hosts: [google],
    rules: [{ match: [HttpMatch.port(80)], action: HttpAction.to(google, { port: 443 }) }],
  });
  new DestinationRule(scenario, 'originate-tls-for-googleapis', {
    host: google,
    trafficPolicy: {
      loadBalancer: LoadBalancer.roundRobin(),
      portLevelSettings: [{ port: 443, tls: ClientTls.simple() }],
    },
  });
}

/**
 * The path by which a certificate authority asks whether a domain is ours. Today cert-manager makes Service and route of
 * each challenge itself; here stands its solver with a challenge that no authority has asked for.
 */
function answerChallenges({ scenario, settings }: BookinfoScenarioContext): void {
  const title = 'Challenges of ACME are answered through the gateway, for host names that no other gateway takes.';
  const challenges = scenario('certmanager-gateway', title, settings.namespaces.system);
  const resolver = new Microservice(challenges, 'cert-manager-resolver', {
    port: Port.http(8089),
    versions: {
      v1: {
        image: 'quay.io/jetstack/cert-manager-acmesolver:v1.18.2',
        readinessProbe: Probe.tcp(),
        args: [
          '--listen-port=8089',
          '--domain=shop.example.com',
          '--token=lab-challenge',
          '--key=lab-challenge.lab-thumbprint',
        ],
      },
    },
  });
  const gateway = new Gateway(challenges, 'cert-manager-gateway', { servers: [Server.http({ hosts: ['*'] })] });
  new VirtualService(challenges, 'cert-manager', {
    hosts: [Host.ANY],
    gateways: [gateway],
    rules: [
      {
        match: [HttpMatch.uri(StringMatch.prefix('/.well-known/acme-challenge/'))],
        action: HttpAction.to(resolver, { port: 8089 }),
      },
    ],
  });
}
