import { describe, expect, test } from '@jest/globals';
import { Chart, Testing } from 'cdk8s';
import { IngressGateway, type IngressPortProps } from './ingress-gateway';
import { IstioInstallation, IstioSettings } from './installation';

const gateway = new IngressGateway({
  exposure: 'NodePort',
  ports: { http2: { port: 80, targetPort: 8080, nodePort: 31966 }, tcp: { port: 31400 } },
});
const tracing = [{ name: 'jaeger', service: 'jaeger-collector.istio-system.svc.cluster.local' }];
const servicePorts = [
  { name: 'http2', port: 80, protocol: 'TCP', targetPort: 8080, nodePort: 31966 },
  { name: 'tcp', port: 31400, protocol: 'TCP', targetPort: 31400 },
];
const meshConfig = {
  accessLogFile: '/dev/stdout',
  enableTracing: true,
  extensionProviders: [
    { name: 'jaeger', opentelemetry: { service: 'jaeger-collector.istio-system.svc.cluster.local', port: 4317 } },
  ],
};

describe('IngressGateway', () => {
  test('GIVEN named ports THEN others refer to them by name', () => {
    expect(gateway.port('http2')).toEqual({ name: 'http2', port: 80, targetPort: 8080, nodePort: 31966 });
    expect(gateway.nodePort('http2')).toBe(31966);
    expect(gateway.selector).toEqual({ istio: 'ingressgateway' });
    // @ts-expect-error there is no port of that name
    expect(() => gateway.port('https')).toThrow('[istio-ingressgateway] no port "https": there are http2, tcp');
  });

  test('GIVEN a port without a node port THEN asking for it is reported', () => {
    expect(() => gateway.nodePort('tcp')).toThrow('port tcp has no node port');
  });

  test.each<[Readonly<Record<string, IngressPortProps>>, string]>([
    [{ http: { port: 80, nodePort: 80 } }, 'node port 80 of http: give one from 30000 to 32767'],
    [{ a: { port: 80, nodePort: 30001 }, b: { port: 81, nodePort: 30001 } }, 'node port 30001 stands twice'],
    [{ a: { port: 80 }, b: { port: 80 } }, 'port 80 stands twice'],
    [{ a: { port: 0 } }, '0 is not a port'],
  ])('GIVEN the ports %j THEN it is reported', (ports, message) => {
    expect(() => new IngressGateway({ exposure: 'NodePort', ports })).toThrow(message);
  });

  test('GIVEN a node port without an exposure that has them THEN it is reported', () => {
    expect(() => new IngressGateway({ exposure: 'ClusterIP', ports: { a: { port: 80, nodePort: 30001 } } })).toThrow(
      'port a has a node port, and ClusterIP has none',
    );
  });
});

describe('IstioInstallation', () => {
  test('GIVEN a gateway and a tracer THEN istioctl is told both', () => {
    const chart = new Chart(Testing.app(), 'install');
    new IstioInstallation(chart, 'lab', { version: '1.30.3', ingressGateway: gateway, tracingProviders: tracing });
    expect(Testing.synth(chart)).toEqual([
      {
        apiVersion: 'install.istio.io/v1alpha1',
        kind: 'IstioOperator',
        metadata: { name: 'lab', namespace: 'istio-system' },
        spec: {
          profile: 'demo',
          tag: '1.30.3',
          namespace: 'istio-system',
          meshConfig,
          components: {
            ingressGateways: [
              {
                name: 'istio-ingressgateway',
                enabled: true,
                k8s: { service: { type: 'NodePort', ports: servicePorts } },
              },
            ],
          },
        },
      },
    ]);
  });

  test('GIVEN a gateway of another name THEN it has the labels that select it, and takes the place of the usual one', () => {
    const ingressGateway = new IngressGateway({
      name: 'edge',
      exposure: 'LoadBalancer',
      ports: { https: { port: 443 } },
    });
    const settings = new IstioSettings('lab', { version: '1.30.3', ingressGateway });
    expect(settings.operatorSpec).toMatchObject({
      components: {
        ingressGateways: [
          { name: 'edge', enabled: true, label: { app: 'edge', istio: 'edge' } },
          { name: 'istio-ingressgateway', enabled: false },
        ],
      },
    });
  });

  test('GIVEN no gateway THEN the profile brings none either, for Gateways of the Gateway API have pods of their own', () => {
    const settings = new IstioSettings('lab', { version: '1.30.3', profile: 'ambient' });
    expect(settings.operatorSpec).toMatchObject({
      profile: 'ambient',
      components: { ingressGateways: [{ name: 'istio-ingressgateway', enabled: false }] },
    });
    expect(settings.gatewayValues).toBeUndefined();
  });

  test('GIVEN the same description THEN the Helm charts are told the same', () => {
    const settings = new IstioSettings('lab', {
      version: '1.30.3',
      ingressGateway: gateway,
      tracingProviders: tracing,
    });
    expect(settings.istiodValues).toEqual({ profile: 'demo', base: { validationFailurePolicy: 'Fail' }, meshConfig });
    expect(settings.gatewayValues).toEqual({
      name: 'istio-ingressgateway',
      labels: { app: 'istio-ingressgateway', istio: 'ingressgateway' },
      service: { type: 'NodePort', ports: servicePorts },
    });
  });

  test('GIVEN something that is no version THEN it is reported', () => {
    expect(() => new IstioSettings('lab', { version: 'latest', ingressGateway: gateway })).toThrow(
      '[lab] "latest" is no version of Istio: give one such as 1.30.3',
    );
  });
});
