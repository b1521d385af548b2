import type { Server } from '../../../../imports/networking.istio.io';
import { keyPairProblem } from '../../../kube/key-pairs';
import type { Mesh } from '../../../mesh/mesh';
import { describeId, type Entity, isSound, type Sound } from '../../../world/entity';
import { GATEWAY } from '../../../world/kinds';
import type { SecretFields } from '../../../world/native-specs';
import { deployment, documents, istio, meshNamespace, service } from '../../examples';
import type { Rule } from '../../rule';
import { podsOf } from '../../traffic/gateways';
import { credentialsOf, secretNamed } from './reference-missing/credentials';

const example = (secret: string) =>
  documents(
    meshNamespace('edge'),
    service('edge', '{name: https, port: 443, targetPort: 8443}', { namespace: 'edge' }),
    deployment('edge', { namespace: 'edge', port: 8443 }),
    secret,
    istio(
      'Gateway',
      'edge',
      `selector: {app: edge}
servers:
- port: {number: 443, name: https, protocol: HTTPS}
  hosts: [shop.example.com]
  tls: {mode: SIMPLE, credentialName: shop}`,
      'edge',
    ),
  );

export const certificates: Rule = {
  id: 'IST0161',
  severity: 'error',
  kinds: [GATEWAY],
  docs: {
    says: 'a Secret of a Gateway without a certificate and key that can be read',
    why: 'istiod sends nothing of it to the gateway, which waits for a certificate: clients cannot connect. With mode MUTUAL there must be the certificates of clients’ authorities, too.',
    fix: 'Write PEM into `tls.crt` and `tls.key`; for MUTUAL also into `ca.crt`, or into a Secret that ends in `-cacert`.',
    symptoms: ['connection reset', 'SSL_ERROR_SYSCALL', 'secret not ready'],
    see: 'https://istio.io/latest/docs/reference/config/analysis/ist0161/',
    wrong: example(
      'apiVersion: v1\nkind: Secret\nmetadata: {name: shop, namespace: edge}\ndata: {certificate: LS0t, key: LS0t}',
    ),
    right: example(
      'apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: shop, namespace: edge}\nspec: {secretName: shop, dnsNames: [shop.example.com], issuerRef: {kind: ClusterIssuer, name: letsencrypt}}',
    ),
  },

  check(mesh, report) {
    for (const entity of mesh.given.all(GATEWAY)) {
      const namespaces = [...new Set(podsOf(mesh, entity).proxies.map(({ namespace }) => namespace))];
      for (const [index, server] of (entity.spec.servers ?? []).entries()) {
        for (const [name, path] of credentialsOf(server)) {
          for (const namespace of namespaces) {
            const found = problemOf(mesh, name, namespace, server);
            if (found === undefined) continue;
            report(entity, ['spec', 'servers', index, 'tls', ...path], {
              message: `${describeId(found.secret.id)} ${found.problem}: clients cannot connect`,
              related: [{ entity: found.secret, path: found.path, message: 'what it holds' }],
            });
          }
        }
      }
    }
  },
};

interface Problem {
  readonly secret: Entity;
  readonly path: readonly string[];
  readonly problem: string;
}

function problemOf(mesh: Mesh, credential: string, namespace: string, { tls }: Server): Problem | undefined {
  const id = secretNamed(credential, namespace);
  const secrets = id === undefined ? [] : mesh.given.alternatives(id).filter((each) => isSound(each));
  const [secret] = secrets as Sound<SecretFields>[];
  // What holds nothing is filled by somebody else.
  if (id === undefined || secret === undefined || keysOf(secret).length === 0) return undefined;
  const [certificate, key] = [
    textOf(secret, 'tls.crt') ?? textOf(secret, 'cert'),
    textOf(secret, 'tls.key') ?? textOf(secret, 'key'),
  ];
  const at = (problem: string) => ({ secret, path: ['metadata', 'name'], problem });
  if (certificate === undefined || key === undefined)
    return at(`has no ${certificate === undefined ? 'tls.crt' : 'tls.key'}`);
  const pair = keyPairProblem(certificate, key);
  if (pair !== undefined) return at(`holds no certificate with its key (${pair})`);
  if (tls?.mode !== 'MUTUAL' || (tls.caCertCredentialName ?? '') !== '') return undefined;
  const authority = mesh.world.exists({ ...id, name: `${id.name}-cacert` });
  if (authority !== 'no' || ['ca.crt', 'cacert'].some((each) => textOf(secret, each) !== undefined)) return undefined;
  return at(`has no ca.crt, and there is no Secret ${id.name}-cacert`);
}

function keysOf({ spec: { data = {}, stringData = {} } }: Sound<SecretFields>): readonly string[] {
  return [...Object.keys(data), ...Object.keys(stringData)];
}

function textOf({ spec: { data = {}, stringData = {} } }: Sound<SecretFields>, key: string): string | undefined {
  const encoded = data[key];
  return stringData[key] ?? (encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8'));
}
