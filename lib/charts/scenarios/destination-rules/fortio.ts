import type { Construct } from 'constructs';
import { Port, Probe } from '../../../kubernetes';
import { Microservice } from '../../../microservice';

/** Fortio, a client that opens as many connections at a time as it is told and counts the answers by status. */
export function deployFortio(scope: Construct): Microservice<'fortio', 'v1'> {
  return new Microservice(scope, 'fortio', {
    port: Port.http(8080),
    versions: {
      v1: {
        deploymentName: 'fortio-deploy',
        image: 'docker.io/fortio/fortio:1.75.3',
        writable: ['/var/lib/fortio'],
        readinessProbe: Probe.http({ path: '/debug' }),
        // What the sidecar refuses, it counts here: `pilot-agent request GET stats | grep pending`.
        podAnnotations: {
          'proxy.istio.io/config': 'proxyStatsMatcher:\n  inclusionPrefixes:\n    - cluster.outbound\n',
        },
      },
    },
  });
}
