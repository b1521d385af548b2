import type { Server } from '../../../../../imports/networking.istio.io';
import type { Mesh } from '../../../../mesh/mesh';
import type { FieldPath } from '../../../../model/finding';
import { describeId, type ObjectId } from '../../../../world/entity';
import { GATEWAY, SECRET } from '../../../../world/kinds';
import { absenceOf, nearest } from '../../../missing';
import type { RelatedObservation, Report } from '../../../rule';
import { mayHaveSecretsMade } from '../../../secret-makers';
import { podsOf } from '../../../traffic/gateways';

/** Secrets with certificates that Gateways name, and that are not where the pods of the gateway read them. */
export function reportCredentials(mesh: Mesh, report: Report): void {
  const { given, world } = mesh;
  const told = new Set<string>();
  for (const entity of given.all(GATEWAY)) {
    const { proxies, assumed } = podsOf(mesh, entity);
    const namespaces = [...new Set(proxies.map(({ namespace }) => namespace))];
    if (namespaces.length === 0) continue;
    for (const [index, server] of (entity.spec.servers ?? []).entries()) {
      for (const [name, path] of credentialsOf(server)) {
        const secrets = namespaces.map((namespace) => secretNamed(name, namespace));
        if (secrets.some((id) => id === undefined || world.exists(id) === 'yes')) continue;
        const [first] = secrets;
        if (first === undefined || told.has(describeId(first))) continue;
        told.add(describeId(first));
        const elsewhere = given.entitiesOf(SECRET).filter(({ id }) => id.name === first.name);
        const near = nearest(world, first);
        const isKnown =
          absenceOf(world, first) === 'certain' && !assumed && !mayHaveSecretsMade(given, first.namespace);
        if (absenceOf(world, first) === 'open' && elsewhere.length === 0 && near === undefined) continue;
        const consequence = 'clients cannot connect, as there is no certificate';
        report(entity, ['spec', 'servers', index, 'tls', ...path], {
          // Many are made by hand, or by another system.
          severity:
            given.settings.complete === true && isKnown
              ? 'error'
              : elsewhere.length > 0 && !assumed
                ? 'error'
                : 'warning',
          message:
            elsewhere.length > 0
              ? `the pods of the gateway run in namespace ${first.namespace} and read ${describeId(first)}, which does not exist: ${consequence}`
              : isKnown
                ? `${describeId(first)} does not exist: ${consequence}`
                : `${describeId(first)} is not in the files given: unless it exists, ${consequence}`,
          fix:
            near !== undefined
              ? `did you mean ${near.id.name}?`
              : elsewhere.length > 0
                ? `put the Secret into namespace ${first.namespace}`
                : 'add the Secret, or say under external in meshwright.yaml that it exists',
          related: [
            ...elsewhere.slice(0, 3).map(
              (secret): RelatedObservation => ({
                entity: secret,
                path: ['metadata', 'namespace'],
                message: 'is in another namespace',
              }),
            ),
            ...(near === undefined
              ? []
              : [{ entity: near, path: ['metadata', 'name'], message: `is ${describeId(near.id)}` }]),
          ],
        });
      }
    }
  }
}

/** The names of Secrets that a server wants, with the way to each from `tls`. */
export function credentialsOf({ tls }: Server): readonly (readonly [name: string, path: FieldPath])[] {
  if (tls === undefined) return [];
  return [
    ...(tls.credentialName === undefined || tls.credentialName === ''
      ? []
      : [[tls.credentialName, ['credentialName']] as const]),
    ...(tls.credentialNames ?? []).map((name, index) => [name, ['credentialNames', index]] as const),
  ];
}

/** The Secret that a credential names; undefined for one that is no Secret. */
export function secretNamed(credential: string, namespace: string): ObjectId | undefined {
  const [, rest = ''] = /^(?:kubernetes:\/\/)?([^:]+)$/.exec(credential) ?? [];
  if (rest === '') return undefined;
  const slash = rest.indexOf('/');
  return {
    group: SECRET.group,
    kind: SECRET.kind,
    namespace: slash === -1 ? namespace : rest.slice(0, slash),
    name: rest.slice(slash + 1),
  };
}
