import { isWithin, withoutPort } from '../mesh/host-names';
import type { MeshProxy } from '../mesh/proxies';
import type { Walk } from './walk';

/**
 * The gateway to which a name leads that clients outside use: the one that serves it at the port that is dialled. Which
 * addresses DNS has for the name is not in manifests.
 */
export function nearestGateway(walk: Walk): MeshProxy | undefined {
  const { mesh, call } = walk;
  const gateways = mesh.proxies.filter(({ kind }) => kind === 'gateway');
  const serving = gateways.filter((gateway) => serves(walk, gateway));
  const [found, ...others] = serving.length > 0 ? serving : gateways;
  if (found === undefined) return undefined;
  const also = others.map(({ namespace, name }) => `${namespace}/${name}`).join(', ');
  walk.assume(
    `${call.host} leads to gateway ${found.namespace}/${found.name}${also === '' ? '' : `, and not to ${also}`}: DNS is not in the manifests`,
  );
  return found;
}

function serves({ mesh, call }: Walk, gateway: MeshProxy): boolean {
  const port = mesh.gatewayPort(gateway, call.port);
  const names = [withoutPort(call.authority), call.sni].filter((name) => name !== '');
  return mesh
    .gateway(gateway)
    .groups.filter((group) => group.port === port)
    .flatMap(({ servers }) => servers)
    .flatMap(({ hosts }) => hosts)
    .some((host) => names.some((name) => isWithin(name, host.slice(host.indexOf('/') + 1).toLowerCase())));
}
