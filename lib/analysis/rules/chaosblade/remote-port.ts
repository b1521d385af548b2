import { describeExperiment, isInPods } from '../../../experiments/experiments';
import { selectionsByLabels } from '../../../experiments/selected-pods';
import type { Mesh } from '../../../mesh/mesh';
import { type KubernetesService, type MeshPort, portOf } from '../../../mesh/services';
import { describeId } from '../../../world/entity';
import { CHAOS_BLADE } from '../../../world/kinds';
import { documents, meshNamespace, service, shop } from '../../examples';
import { experimentExample } from '../../experiment/example';
import type { Rule } from '../../rule';

const example = (port: string) =>
  documents(
    shop('reviews'),
    service('ratings', '{name: http, port: 80, targetPort: 9080}').replace('{app: ratings}', '{app: reviews}'),
    meshNamespace('other'),
    experimentExample({ flags: { 'local-port': undefined, 'remote-port': port } }),
  );

export const remotePort: Rule = {
  id: 'CHAOSBLADE_REMOTE_PORT',
  severity: 'warning',
  kinds: [CHAOS_BLADE],
  docs: {
    says: 'a fault of the network of pods with a sidecar, at the port of a Service that they call',
    why: 'The sidecar takes the connection to the Service, and makes one of its own to the port of a pod (`targetPort`). The port of the Service is in no packet that leaves the pod, so that the fault hits nothing.',
    fix: 'Write the port of the pods that are called.',
    symptoms: ['no fault is injected', 'the experiment succeeds and nothing happens'],
    see: 'https://chaosblade.io/docs/',
    wrong: example('80'),
    right: example('9080'),
  },

  check(mesh, report) {
    for (const { experiment, workloads } of selectionsByLabels(mesh)) {
      const flag = experiment.flags.get('remote-port');
      if (flag === undefined || experiment.target !== 'network' || !isInPods(experiment)) continue;
      if (workloads.length === 0 || !workloads.every((each) => mesh.proxyOf(each).kind === 'sidecar')) continue;
      const services = mesh.services.filter((each): each is KubernetesService => each.registry === 'Kubernetes');
      for (const text of flag.values) {
        const number = Number(text);
        const called = services.flatMap((each) => withPort(mesh, each, number));
        const [first] = called;
        // Where pods listen at the port as well, they may be meant.
        if (first === undefined || called.some(({ target }) => target === number) || isListenedAt(services, number))
          continue;
        report(experiment.entity, [...flag.path, 'value'], {
          message: `${describeExperiment(experiment)} is about packets to port ${number}, and the sidecars connect to port ${first.target} of the pods of ${describeId(first.service.entity.id)}: nothing is hit`,
          fix: `write remote-port ${first.target}`,
          related: [{ entity: first.service.entity, path: first.port.path, message: 'the port that the app calls' }],
        });
      }
    }
  },
};

/** A service with the port, and the port of its pods where that is a number. */
function withPort(
  mesh: Mesh,
  service: KubernetesService,
  number: number,
): readonly { readonly service: KubernetesService; readonly port: MeshPort; readonly target: number }[] {
  const port = portOf(service, number);
  if (port === undefined || typeof port.targetPort !== 'number' || mesh.endpoints(service).length === 0) return [];
  return [{ service, port, target: port.targetPort }];
}

function isListenedAt(services: readonly KubernetesService[], number: number): boolean {
  return services.some(({ ports }) =>
    ports.some(({ targetPort }) => targetPort === number || typeof targetPort === 'string'),
  );
}
