import type { EffectivePolicy } from '../mesh/effective-policy';
import type { Endpoint } from '../mesh/endpoints';
import type { Mesh } from '../mesh/mesh';
import { mutualTls } from '../mesh/peer-authentication';
import type { MeshProxy } from '../mesh/proxies';
import type { MeshService } from '../mesh/services';
import type { UpstreamTls } from './outcome';

const PLAINTEXT: UpstreamTls = { mode: 'plaintext', by: 'none', place: undefined };

/** What a proxy makes of the connection to an endpoint of a service. */
export function upstreamTls(
  mesh: Mesh,
  client: MeshProxy,
  service: MeshService,
  policy: EffectivePolicy,
  endpoint: Endpoint | undefined,
): UpstreamTls {
  const { tls } = policy;
  if (tls !== undefined) {
    const by = 'destination rule' as const;
    const { place } = tls;
    switch (tls.value.mode) {
      case 'ISTIO_MUTUAL':
        return { mode: 'istio-mutual', by, place };
      case 'SIMPLE':
      case 'MUTUAL':
        // A sidecar cannot read a Secret that is named for gateways: no TLS is spoken, and nothing is said.
        if (isUnreadable(client, policy)) return { mode: 'plaintext', by, place };
        return { mode: tls.value.mode === 'SIMPLE' ? 'simple' : 'mutual', by, place };
      default:
        return { mode: 'plaintext', by, place };
    }
  }
  if (service.external || !mesh.config.enableAutoMtls) return PLAINTEXT;
  const isPassthrough = service.resolution === 'NONE' || policy.loadBalancer?.value.simple === 'PASSTHROUGH';
  if (isPassthrough) {
    const all = mesh.endpoints(service);
    if (all.length === 0 || !all.every((each) => speaksMutualTls(mesh, each))) return PLAINTEXT;
  }
  const { mode, place } = mutualTls(mesh.peerAuthentications(service.namespace));
  if (mode === 'DISABLE') return { mode: 'plaintext', by: 'auto', place };
  return endpoint !== undefined && speaksMutualTls(mesh, endpoint)
    ? { mode: 'istio-mutual', by: 'auto', place: undefined }
    : PLAINTEXT;
}

/** Whether an endpoint is known to speak Istio's mutual TLS. */
function speaksMutualTls(mesh: Mesh, { workload, labels, serviceAccount }: Endpoint): boolean {
  if (workload !== undefined) return mesh.proxyOf(workload).kind !== 'none';
  const said = labels['security.istio.io/tlsMode'];
  return said === undefined ? serviceAccount !== undefined : said === 'istio';
}

function isUnreadable(client: MeshProxy, { tls, rule }: EffectivePolicy): boolean {
  const { credentialName } = tls?.value ?? {};
  if (client.kind === 'gateway' || !credentialName || credentialName.startsWith('configmap://')) return false;
  return rule?.selector === undefined;
}
