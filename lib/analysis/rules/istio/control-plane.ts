import { isMap } from '../../../kube/json';
import { readDocuments } from '../../../model/read-documents';
import { textSource } from '../../../model/source/text-source';
import { qualifiedName } from '../../../world/entity';
import {
  CONFIG_MAP,
  CUSTOM_RESOURCE_DEFINITION,
  DEPLOYMENT,
  REQUEST_AUTHENTICATION,
  SECRET,
} from '../../../world/kinds';
import { at } from '../../../world/workload';
import type { World } from '../../../world/world';
import { documents, istio, shop } from '../../examples';
import type { Rule } from '../../rule';

const SEE = 'https://istio.io/latest/docs/reference/config/analysis';
const ROOT = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: istio-system}';

const networks = (registry: string) =>
  documents(
    ROOT,
    `apiVersion: v1
kind: ConfigMap
metadata: {name: istio, namespace: istio-system}
data:
  mesh: ""
  meshNetworks: |
    networks:
      network1:
        endpoints: [{fromRegistry: ${registry}}]
        gateways: [{address: 192.0.2.1, port: 15443}]`,
    `apiVersion: v1
kind: Secret
metadata: {name: istio-remote-secret-east, namespace: istio-system, labels: {istio/multiCluster: "true"}}
stringData: {east: "apiVersion: v1"}`,
  );

/** Registries that every control plane has. */
const REGISTRIES = ['Mock', 'Kubernetes', 'External'];

export const unknownRegistry: Rule = {
  id: 'IST0126',
  severity: 'error',
  kinds: [CONFIG_MAP],
  docs: {
    says: 'a network of `meshNetworks` with a registry that istiod does not know',
    why: 'Its endpoints belong to no network: traffic to them does not go through the gateway between the networks, and does not arrive.',
    fix: 'Write the name of the cluster, as the key of its remote Secret has it.',
    symptoms: ['503 UF', 'connection timed out'],
    see: `${SEE}/ist0126/`,
    wrong: networks('west'),
    right: networks('east'),
  },

  check({ given }, report) {
    const remote = given.entitiesOf(SECRET).filter(({ labels }) => labels['istio/multiCluster'] === 'true');
    const known = new Set([
      ...REGISTRIES,
      ...remote.flatMap(({ object }) => [...keysOf(object.data), ...keysOf(object.stringData)]),
      ...clusterNames(given),
    ]);
    for (const entity of given.all(CONFIG_MAP)) {
      const text = /^istio(-|$)/.test(entity.id.name) ? entity.spec.data?.meshNetworks : undefined;
      if (text === undefined) continue;
      for (const [network, registry] of registriesIn(text)) {
        if (known.has(registry)) continue;
        // Remote Secrets are mostly made by istioctl, and in no file.
        const isKnown = remote.length > 0 || given.settings.complete === true;
        report(entity, ['data', 'meshNetworks'], {
          ...(isKnown ? {} : { severity: 'note' }),
          message: `network ${network} has endpoints from registry ${registry}, which ${isKnown ? 'no remote Secret has' : 'none of the files defines'}: traffic to them does not go through its gateway`,
          fix: 'write the name of a cluster, as its remote Secret has it',
        });
      }
    }
  },
};

function keysOf(value: unknown): readonly string[] {
  return isMap(value) ? Object.keys(value) : [];
}

function* registriesIn(text: string): Generator<readonly [network: string, registry: string]> {
  for (const { value } of readDocuments(textSource('meshNetworks', text))) {
    const networks = at(value, ['networks']);
    if (!isMap(networks)) continue;
    for (const [name, network] of Object.entries(networks)) {
      const endpoints = at(network, ['endpoints']);
      for (const endpoint of Array.isArray(endpoints) ? endpoints : []) {
        const registry: unknown = at(endpoint, ['fromRegistry']);
        if (typeof registry === 'string' && registry !== '') yield [name, registry];
      }
    }
  }
}

/** The names of clusters that installations say. */
function clusterNames(world: World): readonly string[] {
  return world.entitiesOf({ group: 'install.istio.io', kind: 'IstioOperator' }).flatMap(({ object }) => {
    const name = at(object, ['spec', 'values', 'global', 'multiCluster', 'clusterName']);
    return typeof name === 'string' ? [name] : [];
  });
}

const BLOCKED = 'BLOCKED_CIDRS_IN_JWKS_URIS';
const istiod = (env: string) =>
  documents(
    shop('reviews'),
    ROOT,
    `apiVersion: apps/v1
kind: Deployment
metadata: {name: istiod, namespace: istio-system, labels: {app: istiod}}
spec:
  selector: {matchLabels: {app: istiod}}
  template:
    metadata: {labels: {app: istiod, sidecar.istio.io/inject: "false"}}
    spec: {containers: [{name: discovery, image: example.com/pilot:1.30.3${env}}]}`,
    istio(
      'RequestAuthentication',
      'tokens',
      'selector: {matchLabels: {app: reviews}}\njwtRules: [{issuer: a, jwksUri: "https://a.example.com"}]',
    ),
    istio(
      'AuthorizationPolicy',
      'tokens',
      'selector: {matchLabels: {app: reviews}}\nrules: [{from: [{source: {requestPrincipals: ["*"]}}]}]',
    ),
  );

export const blockedRanges: Rule = {
  id: 'IST0175',
  severity: 'note',
  kinds: [REQUEST_AUTHENTICATION],
  docs: {
    says: 'RequestAuthentications, and an istiod that fetches keys from wherever they say',
    why: 'istiod fetches what `jwksUri` says. Whoever may write a RequestAuthentication can have it call addresses inside of the cluster, unless these are blocked.',
    fix: `Set \`${BLOCKED}\` in the environment of istiod, such as to the address of the metadata of the cloud.`,
    see: `${SEE}/ist0175/`,
    wrong: istiod(''),
    right: istiod(`, env: [{name: ${BLOCKED}, value: 169.254.169.254/32}]`),
  },

  check({ given }, report) {
    const policies = given.current(REQUEST_AUTHENTICATION);
    if (policies.length === 0) return;
    for (const entity of given.all(DEPLOYMENT)) {
      if (entity.labels.app !== 'istiod') continue;
      const containers = entity.spec.template?.spec?.containers ?? [];
      if (
        containers.some(({ env = [] }) =>
          env.some(({ name, value }) => name === BLOCKED && value !== undefined && value !== ''),
        )
      )
        continue;
      const names = policies.slice(0, 5).map(({ id }) => qualifiedName(id));
      const more = policies.length > names.length ? ` and ${policies.length - names.length} more` : '';
      report(entity, ['spec', 'template', 'spec', 'containers'], {
        message: `istiod fetches keys from wherever ${names.join(', ')}${more} say: ${BLOCKED} is not set`,
        fix: `set ${BLOCKED}`,
      });
    }
  },
};

const BUNDLE = 'gateway.networking.k8s.io/bundle-version';
/** The oldest versions whose definitions istiod 1.30 reads. */
const MINIMUM: ReadonlyMap<string, string> = new Map([
  ['grpcroutes.gateway.networking.k8s.io', '1.1.0'],
  ['backendtlspolicies.gateway.networking.k8s.io', '1.4.0'],
  ['tlsroutes.gateway.networking.k8s.io', '1.5.0'],
]);
const definition = (version: string) => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: grpcroutes.gateway.networking.k8s.io
  annotations: {${BUNDLE}: ${version}, api-approved.kubernetes.io: https://github.com/kubernetes-sigs/gateway-api}
spec:
  group: gateway.networking.k8s.io
  names: {kind: GRPCRoute, listKind: GRPCRouteList, plural: grpcroutes, singular: grpcroute}
  scope: Namespaced
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}]
`;

export const oldDefinition: Rule = {
  id: 'IST0176',
  severity: 'warning',
  kinds: [CUSTOM_RESOURCE_DEFINITION],
  docs: {
    says: 'a definition of the Gateway API that is older than what istiod reads',
    why: 'istiod passes over objects of the kind: their routes are not there.',
    fix: 'Install the definitions of a newer version of the Gateway API.',
    symptoms: ['404', 'a route has no effect'],
    see: `${SEE}/ist0176/`,
    wrong: definition('v1.0.0'),
    right: definition('v1.5.0'),
  },

  check({ given }, report) {
    for (const entity of given.entitiesOf(CUSTOM_RESOURCE_DEFINITION)) {
      const [wanted, written] = [MINIMUM.get(entity.id.name), entity.annotations[BUNDLE]];
      if (wanted === undefined || written === undefined || !isBelow(written, wanted)) continue;
      report(entity, ['metadata', 'annotations', BUNDLE], {
        message: `${entity.id.name} is of version ${written}: istiod reads it from ${wanted} on, and passes over its objects`,
        fix: `install the Gateway API ${wanted} or newer`,
      });
    }
  },
};

/** Versions without what comes before a release. */
function isBelow(version: string, minimum: string): boolean {
  const [own, other] = [version, minimum].map((each) => /^v?(\d+)\.(\d+)\.(\d+)/.exec(each)?.slice(1).map(Number));
  if (own === undefined || other === undefined) return false;
  for (const [index, part] of own.entries()) {
    const difference = part - (other[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
