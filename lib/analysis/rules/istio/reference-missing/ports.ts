import type { Mesh } from '../../../../mesh/mesh';
import type { MeshService } from '../../../../mesh/services';
import { at } from '../../../../world/workload';
import type { Report } from '../../../rule';
import type { Use } from '../../../traffic/destinations';

/** Destinations with a port that their host does not have. */
export function reportPorts(mesh: Mesh, uses: readonly Use[], report: Report): void {
  for (const { destination, from, path, host, role, protocol } of uses) {
    const number = destination.port?.number;
    if (number === undefined) continue;
    const services = mesh.servicesWithHost(host);
    const ports = services.flatMap((service) => service.ports);
    if (ports.length === 0 || ports.some((port) => port.number === number)) continue;
    if (services.some((service) => isPortOfAlternative(mesh, service, number))) continue;
    const [service] = services;
    const [target] = ports.filter(({ targetPort }) => targetPort === number);
    const numbers = [...new Set(ports.map((port) => port.number))].join(', ');
    const what =
      role === 'mirror' ? 'nothing is mirrored' : protocol === 'http' ? 'requests get 503' : 'connections are closed';
    report(from, [...path, 'port', 'number'], {
      message: `${destination.host} has no port ${number}: ${what}`,
      fix:
        target !== undefined
          ? `write ${target.number}: ${number} is the port of the pods`
          : numbers.includes(',')
            ? `it has ${numbers}`
            : `did you mean ${numbers}?`,
      related: service === undefined ? [] : [{ entity: service.entity, path: ['spec', 'ports'], message: 'its ports' }],
    });
  }
}

/** Whether another alternative of the object has a port. */
function isPortOfAlternative({ given }: Mesh, { entity }: MeshService, number: number): boolean {
  return given.alternatives(entity.id).some((other) => {
    const ports = at(other.object, ['spec', 'ports']);
    return (
      Array.isArray(ports) &&
      ports.some((port: unknown) => at(port, ['port']) === number || at(port, ['number']) === number)
    );
  });
}
