import { protocolOfServicePort } from '../../../mesh/protocols';
import { CANARY } from '../../../world/kinds';
import { portsOf } from '../../ports';
import { canaryExample, deploymentExample, yaml } from '../../release/example';
import { istioReleases } from '../../release/releases';
import type { Rule } from '../../rule';

const example = (more: string) =>
  yaml(
    deploymentExample({ ports: '[{name: grpc, containerPort: 9080}]' }),
    canaryExample({ service: `port: 9080${more}` }),
  );

export const portProtocol: Rule = {
  id: 'FLAGGER_PORT_PROTOCOL',
  severity: 'warning',
  kinds: [CANARY],
  docs: {
    says: 'a Canary that leaves the name of its port out, for pods that do not speak HTTP/1.1',
    why: 'Flagger calls the port of its Services `http` unless told otherwise, and Istio takes a protocol by this name: sidecars then speak HTTP/1.1 to servers of gRPC, or look for requests where there are none.',
    fix: 'Write `portName: grpc`, `portName: tcp-…` or the like, or `appProtocol`.',
    symptoms: ['503 UPE', 'protocol error', 'upstream connect error', 'connections hang'],
    see: 'https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/',
    wrong: example(''),
    right: example(', portName: grpc'),
  },

  check(mesh, report) {
    for (const { entity, spec, target } of istioReleases(mesh)) {
      const { service } = spec;
      if (service === undefined || service.portName || service.appProtocol || target === undefined) continue;
      const asked = service.targetPort || service.port;
      const port = portsOf(target.workload).find(({ name, containerPort }) => [name, containerPort].includes(asked));
      if (port?.name === undefined) continue;
      const protocol = protocolOfServicePort({ port: port.containerPort, name: port.name });
      if (['http', 'auto', 'udp'].includes(protocol)) continue;
      report(entity, ['spec', 'service'], {
        message: `the port is called http in the Services that Flagger makes, so that sidecars speak HTTP/1.1: the container calls it ${port.name}`,
        fix: `write portName: ${port.name}`,
        related: [
          { entity: target.entity, path: [...target.workload.template, 'spec', 'containers'], message: 'the port' },
        ],
      });
    }
  },
};
