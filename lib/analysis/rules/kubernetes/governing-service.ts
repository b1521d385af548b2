import { describeId } from '../../../world/entity';
import { SERVICE, STATEFUL_SET } from '../../../world/kinds';
import { isLive } from '../../../world/live';
import type { ServiceSpec } from '../../../world/native-specs';
import { reportMissing } from '../../missing';
import type { Rule } from '../../rule';

const example = (name: string) => `
apiVersion: v1
kind: Service
metadata: {name: database, namespace: shop}
spec: {clusterIP: None, selector: {app: database}, ports: [{name: tcp-sql, port: 5432}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: database, namespace: shop}
spec:
  serviceName: ${name}
  selector: {matchLabels: {app: database}}
  template:
    metadata: {labels: {app: database}}
    spec: {containers: [{name: database, image: example.com/database:1.0.0, ports: [{containerPort: 5432}]}]}
`;

export const governingService: Rule = {
  id: 'K8S_GOVERNING_SERVICE',
  severity: 'error',
  kinds: [STATEFUL_SET],
  docs: {
    says: 'a StatefulSet whose Service, which gives its pods their names, does not exist or is not headless',
    why: 'The names of the pods (`database-0.database`) do not resolve, so members of a cluster do not find each other.',
    fix: 'Write in `serviceName` the name of a Service with `clusterIP: None` that selects the pods.',
    symptoms: ['no such host', 'NXDOMAIN', 'waiting for peers'],
    see: 'https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id',
    wrong: example('databse'),
    right: example('database'),
  },

  check(mesh, report) {
    const { given, world } = mesh;
    reportMissing(mesh, report, {
      concerns: ({ role }) => role === 'governing service',
      consequence: () => 'the names of the pods do not resolve',
      unknown: 'note',
    });
    for (const entity of given.all(STATEFUL_SET)) {
      const { serviceName, replicas = 1 } = entity.spec;
      // A single pod has the name of the Service, whatever that is.
      if (serviceName === undefined || serviceName === '' || replicas < 2 || isLive(entity)) continue;
      const id = { ...entity.id, group: SERVICE.group, kind: SERVICE.kind, name: serviceName };
      const services = world.alternatives(id);
      const [service] = services;
      if (service === undefined || services.some(({ spec }) => spec === undefined || isHeadless(spec as ServiceSpec))) {
        continue;
      }
      report(entity, ['spec', 'serviceName'], {
        severity: 'warning',
        message: `${describeId(id)} is not headless: the names of the pods, such as ${entity.id.name}-0.${serviceName}, do not resolve`,
        fix: 'name a Service with clusterIP: None, beside the one for clients',
        related: [{ entity: service, path: ['spec', 'clusterIP'], message: 'has an address of its own' }],
      });
    }
  },
};

function isHeadless({ clusterIP, clusterIPs = [] }: ServiceSpec): boolean {
  return clusterIP === 'None' || clusterIPs.includes('None');
}
