import { App, Chart } from 'cdk8s';
import { Port } from '../kubernetes/port';
import { Microservice } from './microservice';
import type { MicroserviceVersionProps } from './microservice-version';

export const image = 'example.com/reviews:1.0.0';

export const chart = (namespace?: string) => new Chart(new App(), 'shop', { namespace });

/** The Deployment of a microservice with one version. */
export function deployment(props: Partial<MicroserviceVersionProps>, ports: readonly Port[] = [Port.http(9080)]) {
  const [first, ...rest] = ports;
  const versions = { v1: { image, ...props } };
  const service = first
    ? new Microservice(chart(), 'reviews', { ports: [first, ...rest], versions })
    : new Microservice(chart(), 'reviews', { versions });
  return service.version('v1').deployment.toJson();
}

export const podSpec = (props: Partial<MicroserviceVersionProps>, ports?: readonly Port[]) =>
  deployment(props, ports).spec.template.spec;
export const container = (props: Partial<MicroserviceVersionProps>, ports?: readonly Port[]) =>
  podSpec(props, ports).containers[0];

export const hardenedPod = {
  automountServiceAccountToken: false,
  securityContext: {
    runAsNonRoot: true,
    runAsUser: 10001,
    runAsGroup: 10001,
    seccompProfile: { type: 'RuntimeDefault' },
  },
};
export const hardenedContainer = {
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
  },
};
export const resources = { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '512Mi' } };
