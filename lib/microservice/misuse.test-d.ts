/**
 * What must not compile. `tsc` reads this file, nothing runs it: an unused `@ts-expect-error` is an error.
 */
import type { Construct } from 'constructs';
import type { WeightedSubset } from '../istio/destination';
import type { Host, WeightedHost } from '../istio/host';
import { Port } from '../kubernetes/port';
import { Microservice } from './microservice';
import { SharedService } from './shared-service';

const image = 'example.com/app:1.0.0';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function is<_True extends true>(): void {}

export function names(scope: Construct): void {
  const reviews = new Microservice(scope, 'reviews', {
    port: Port.http(80),
    versions: { v1: { image }, v2: { image } },
  });
  is<Equal<typeof reviews, Microservice<'reviews', 'v1' | 'v2', 'reviews'>>>();
  is<Equal<typeof reviews.host, Host<'reviews'>>>();
  is<Equal<ReturnType<typeof reviews.weighted>, WeightedHost<'reviews'>>>();
  const v2 = reviews.version('v2').weighted(20);
  is<Equal<typeof v2, WeightedSubset<'reviews'>>>();
  // @ts-expect-error there is no such version
  reviews.version('v4');

  const tomcat = new Microservice(scope, 'tomcat', {
    port: Port.http(80),
    serviceName: 'tomcat-svc',
    versions: { v1: { image } },
  });
  is<Equal<typeof tomcat.host, Host<'tomcat-svc'>>>();

  const web = new SharedService(scope, 'web-svc', { port: Port.http(80), backends: [reviews, tomcat.version('v1')] });
  is<Equal<typeof web.host, Host<'web-svc'>>>();
}

export function ports(scope: Construct): void {
  const versions = { v1: { image } };
  // @ts-expect-error a look-alike has no valid name
  new Microservice(scope, 'a', { port: { protocol: 'http', number: 80, name: 'tco-80', targetPort: 80 }, versions });
  // @ts-expect-error no ports
  new Microservice(scope, 'a', { ports: [], versions });
  // @ts-expect-error one way of giving ports, not two
  new Microservice(scope, 'a', { port: Port.http(80), ports: [Port.http(80)], versions });
  // @ts-expect-error without a port there is no Service to name
  new Microservice(scope, 'a', { serviceName: 'b', versions });
  // @ts-expect-error without a port there is no host for a DestinationRule
  new Microservice(scope, 'a', { destinationRule: {}, versions });
  const destinationRule = { trafficPolicyByVersion: { v2: { proxyProtocol: 'V1' } } } as const;
  // @ts-expect-error there is no such version
  new Microservice(scope, 'a', { port: Port.http(80), versions, destinationRule });
  // @ts-expect-error a Service needs a port
  new SharedService(scope, 'a', { backends: [new Microservice(scope, 'a', { port: Port.http(80), versions })] });
  // @ts-expect-error a Service that selects nothing
  new SharedService(scope, 'a', { port: Port.http(80), backends: [] });
}

export function versions(scope: Construct): void {
  // @ts-expect-error no version
  new Microservice(scope, 'a', { versions: {} });
  // @ts-expect-error no versions at all
  new Microservice(scope, 'a', { port: Port.http(80) });
  // @ts-expect-error no image
  new Microservice(scope, 'a', { versions: { v1: {} } });
  // @ts-expect-error a number is no environment variable
  new Microservice(scope, 'a', { versions: { v1: { image, env: { PORT: 8080 } } } });
  // @ts-expect-error memory in megabytes that Kubernetes does not know
  new Microservice(scope, 'a', { versions: { v1: { image, resources: { requests: { memory: '64mb' } } } } });
  // @ts-expect-error thousandths of a byte
  new Microservice(scope, 'a', { versions: { v1: { image, resources: { limits: { memory: '64m' } } } } });
  // @ts-expect-error memory as CPU time
  new Microservice(scope, 'a', { versions: { v1: { image, resources: { limits: { cpu: '64Mi' } } } } });
  // @ts-expect-error "auto" is neither a number nor 'autoscaled'
  new Microservice(scope, 'a', { versions: { v1: { image, replicas: 'auto' } } });
  // @ts-expect-error a misspelt prop
  new Microservice(scope, 'a', { versions: { v1: { image, replica: 2 } } });
  // @ts-expect-error versions differ in their images
  new Microservice(scope, 'a', { defaults: { image }, versions: { v1: {} } });
}

export function relaxations(scope: Construct): void {
  // @ts-expect-error no reason
  new Microservice(scope, 'a', { versions: { v1: { image, relax: { root: true } } } });
  // @ts-expect-error no reason
  new Microservice(scope, 'a', { versions: { v1: { image, relax: { capabilities: { add: ['CHOWN'] } } } } });
  // @ts-expect-error no capability
  new Microservice(scope, 'a', { versions: { v1: { image, relax: { capabilities: { add: [], why: 'because' } } } } });
  const add = ['CAP_CHOWN'] as const;
  // @ts-expect-error capabilities have no prefix in Kubernetes
  new Microservice(scope, 'a', { versions: { v1: { image, relax: { capabilities: { add, why: 'because' } } } } });
  // @ts-expect-error no reason
  new Microservice(scope, 'a', { versions: { v1: { image, relax: { privileged: true } } } });
  // @ts-expect-error what the hardening says is relaxed with a reason only
  new Microservice(scope, 'a', { versions: { v1: { image, pod: { hostNetwork: true } } } });
}
