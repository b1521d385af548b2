import { Construct } from 'constructs';
import { Scenario } from '../../../core/scenario';
import {
  ClientTls,
  ConnectionRoute,
  DestinationRule,
  Gateway,
  Host,
  HttpAction,
  type NonEmpty,
  PeerAuthentication,
  Server,
  ServerTls,
  VirtualService,
} from '../../../istio';
import type { Namespace } from '../../../kubernetes';
import type { Microservice } from '../../../microservice';
import type { LabSettings } from '../../settings';
import { deployHttpbin, HTTPBIN_PORT } from './httpbin';
import { deployNginx } from './nginx';

/** Where the scenarios of {@link gatewayScenarios} are, and where the gateway is. */
export interface GatewayScenariosProps {
  /** A namespace whose pods get sidecars. */
  readonly namespace: Namespace<string>;
  readonly settings: LabSettings;
}

const HTTPBIN = Host.dns('httpbin.example.com');
const NGINX = Host.dns('nginx.example.com');

/** Secrets beside the ingress gateway, in its namespace; the guide has the commands that make them. */
const CREDENTIALS = {
  /** A certificate for httpbin.example.com; for mutual TLS also the authority of clients. */
  httpbin: 'httpbin-credential',
  httpbinMutual: 'httpbin-mutual-credential',
  /** A certificate for nginx.example.com. */
  nginx: 'nginx-credential',
  /** The authority that has signed the certificate of nginx itself. */
  nginxAuthority: 'nginx-authority',
};

/** The five ways in which chapter 8.4 publishes a service, and one more. */
export function gatewayScenarios(scope: Construct, { namespace, settings }: GatewayScenariosProps): void {
  // Scenarios of other folders may have the same names.
  const folder = new Construct(scope, 'gateway-scenarios');
  const scenario = (name: string, title: string) =>
    new Scenario(folder, name, { folder: 'gateways', title, namespace: namespace.name });

  const http = scenario('http', 'Application 1: a service that speaks HTTP is published as HTTP.');
  publishHttpbin(http, [Server.http({ hosts: [HTTPBIN] })]);

  passThrough(scenario('https-passthrough', 'Application 2: a service that speaks HTTPS is published as it is.'));

  const terminated = scenario(
    'https-terminated',
    'Application 3: a service that speaks HTTP is published as HTTPS; plain HTTP is redirected.',
  );
  publishHttpbin(terminated, [
    Server.https({ hosts: [HTTPBIN], tls: ServerTls.simple({ credentialName: CREDENTIALS.httpbin }) }),
    Server.http({ hosts: [HTTPBIN], httpsRedirect: true }),
  ]);

  const mutual = scenario(
    'https-mutual',
    'Application 4: a service that speaks HTTP is published as HTTPS to clients that show a certificate.',
  );
  publishHttpbin(mutual, [
    Server.https({ hosts: [HTTPBIN], tls: ServerTls.mutual({ credentialName: CREDENTIALS.httpbinMutual }) }),
  ]);

  outsideAndInside(
    scenario(
      'https-outside-and-inside',
      'Application 5: a service that speaks HTTP is published as HTTPS, and mutual TLS is spoken with it in the mesh too.',
    ),
  );

  reencrypt(
    scenario(
      'https-reencrypted',
      'Application 2 in another way: HTTPS ends at the gateway, which speaks HTTPS of its own with the service.',
    ),
    settings.namespaces.system,
  );
}

function publishHttpbin(scenario: Scenario, servers: NonEmpty<Server>): Microservice<'httpbin', 'v1'> {
  const httpbin = deployHttpbin(scenario);
  const gateway = new Gateway(scenario, 'httpbin-gateway', { servers });
  new VirtualService(scenario, 'httpbin-route', {
    name: 'httpbin',
    hosts: [HTTPBIN],
    gateways: [gateway],
    otherwise: HttpAction.to(httpbin, { port: HTTPBIN_PORT }),
  });
  return httpbin;
}

/** The gateway sees the name that the client asks for, and nothing else. */
function passThrough(scenario: Scenario): void {
  const nginx = deployNginx(scenario);
  const gateway = new Gateway(scenario, 'nginx-gateway', { servers: [Server.passthrough({ hosts: [NGINX] })] });
  new VirtualService(scenario, 'nginx-route', {
    name: 'nginx',
    hosts: [NGINX],
    gateways: [gateway],
    tls: [{ match: [{ port: 443, sniHosts: [NGINX.name] }], route: ConnectionRoute.to(nginx, { port: 443 }) }],
  });
}

/** The app speaks HTTP with its sidecar only: whoever is not in the mesh is refused. */
function outsideAndInside(scenario: Scenario): void {
  const httpbin = publishHttpbin(scenario, [
    Server.https({ hosts: [HTTPBIN], tls: ServerTls.simple({ credentialName: CREDENTIALS.httpbin }) }),
  ]);
  new DestinationRule(scenario, 'httpbin-tls', {
    name: 'httpbin',
    host: httpbin,
    trafficPolicy: { tls: ClientTls.istioMutual() },
  });
  new PeerAuthentication(scenario, 'httpbin-clients', {
    name: 'httpbin',
    selector: httpbin,
    mtls: 'STRICT',
  });
}

/** The gateway reads the requests, as it does not in {@link passThrough}, and checks the certificate of nginx. */
function reencrypt(scenario: Scenario, gatewayNamespace: string): void {
  const nginx = deployNginx(scenario);
  const gateway = new Gateway(scenario, 'nginx-gateway', {
    servers: [Server.https({ hosts: [NGINX], tls: ServerTls.simple({ credentialName: CREDENTIALS.nginx }) })],
  });
  new VirtualService(scenario, 'nginx-route', {
    name: 'nginx',
    hosts: [NGINX],
    gateways: [gateway],
    otherwise: HttpAction.to(nginx, { port: 443 }),
  });
  new DestinationRule(scenario, 'nginx-tls', {
    name: 'nginx',
    host: nginx,
    // Clients in the mesh speak HTTPS by themselves; only the gateway begins it for others.
    exportTo: [gatewayNamespace],
    trafficPolicy: {
      tls: ClientTls.simple({
        credentialName: CREDENTIALS.nginxAuthority,
        sni: NGINX.name,
        subjectAltNames: [NGINX.name],
      }),
    },
  });
}
