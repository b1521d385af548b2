import type { Construct } from 'constructs';
import { Gateway, HttpAction, HttpMatch, type Microservice, StringMatch, VirtualService } from 'meshwright';
import { Host, Resolution, Server, ServerTls, ServiceEntry } from 'meshwright/istio';
import { CERTIFICATE } from './platform';

/** How customers get in, by HTTPS alone, and what the shop asks of the internet. */
export function edge(scope: Construct, domain: string, frontend: Microservice): void {
  const host = Host.dns(domain);
  const gateway = new Gateway(scope, 'edge', {
    servers: [
      Server.https({ hosts: [host], tls: ServerTls.simple({ credentialName: CERTIFICATE }) }),
      Server.http({ hosts: [host], httpsRedirect: true }),
    ],
  });
  new VirtualService(scope, 'frontend-ingress', {
    hosts: [host],
    gateways: [gateway],
    rules: [{ match: [HttpMatch.uri(StringMatch.prefix('/_healthz'))], action: HttpAction.directResponse(404) }],
    otherwise: HttpAction.to(frontend),
  });
  const ports = [
    { number: 80, protocol: 'HTTP' },
    { number: 443, protocol: 'HTTPS' },
  ] as const;
  new ServiceEntry(scope, 'allow-egress-googleapis', {
    hosts: ['accounts.google.com', '*.googleapis.com'],
    ports,
    resolution: Resolution.none(),
  });
  new ServiceEntry(scope, 'allow-egress-google-metadata', {
    hosts: ['metadata.google.internal'],
    addresses: ['169.254.169.254'],
    ports,
    resolution: Resolution.none(),
  });
}
