import type { Construct } from 'constructs';
import { Port, Probe } from '../../../kubernetes';
import { Microservice } from '../../../microservice';

/** The port of the Service of {@link deployHttpbin}. */
export const HTTPBIN_PORT = 8000;

/** A second port of the Service, which leads to the same container. */
export const SECOND_HTTPBIN_PORT = 8001;

/** httpbin, which answers with what it was asked, over plain HTTP. */
export function deployHttpbin(scope: Construct): Microservice<'httpbin', 'v1'> {
  return httpbin(scope, [Port.http(HTTPBIN_PORT, { targetPort: 8080 })]);
}

/** httpbin with two ports, so that a policy of one can differ from that of the other. */
export function deployHttpbinWithTwoPorts(scope: Construct): Microservice<'httpbin', 'v1'> {
  return httpbin(scope, [
    Port.http(HTTPBIN_PORT, { targetPort: 8080 }),
    Port.http(SECOND_HTTPBIN_PORT, { name: 'second', targetPort: 8080 }),
  ]);
}

function httpbin(scope: Construct, ports: readonly [Port, ...Port[]]): Microservice<'httpbin', 'v1'> {
  return new Microservice(scope, 'httpbin', {
    ports,
    versions: {
      v1: {
        deploymentName: 'httpbin',
        image: 'docker.io/mccutchen/go-httpbin:v2.15.0',
        readinessProbe: Probe.http({ path: '/status/200' }),
      },
    },
  });
}
