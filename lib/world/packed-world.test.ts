import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readAppliedWorld } from '../inputs/applied-world';
import { Mesh } from '../mesh/mesh';
import type { FieldPath } from '../model/finding';
import { printRequestText } from '../report/request-text';
import { CallError, parseCall } from '../simulation/call';
import { readRecorded, recordedMesh } from '../simulation/recorded.testing';
import { simulate } from '../simulation/simulate';
import { worldOf } from './fixtures';
import { type PackedWorld, packWorld, unpackWorld } from './packed-world';
import type { World } from './world';

const ROOT = join(__dirname, '../..');

/** As a page has it. */
function repacked(world: World): World {
  return unpackWorld(JSON.parse(JSON.stringify(packWorld(world))) as PackedWorld);
}

function answer(mesh: Mesh, from: string, request: string): string {
  const client = mesh.proxies.find(({ namespace, name }) => `${namespace}/${name}` === from);
  if (client === undefined) return 'no such client';
  try {
    return [...printRequestText([{ from, request, answer: simulate(mesh, parseCall(client, request)) }])].join('');
  } catch (error) {
    if (error instanceof CallError) return error.message;
    throw error;
  }
}

describe('a world that is packed', () => {
  test('GIVEN the lab with a scenario THEN every request goes the same way, with the same places', () => {
    const overlays = ['dist/scenarios/bookinfo/virtual-service-reviews-jason-v2-v3.k8s.yaml'];
    const { world } = readAppliedWorld({ paths: ['dist'], overlays, schemas: undefined, world: undefined }, ROOT);
    const [mesh, again] = [Mesh.of(world), Mesh.of(repacked(world))];
    expect(again.config).toEqual(mesh.config);
    expect(again.proxies.map(({ namespace, name, kind }) => [namespace, name, kind])).toEqual(
      mesh.proxies.map(({ namespace, name, kind }) => [namespace, name, kind]),
    );
    let answers = 0;
    for (const { namespace, name } of mesh.proxies.filter((_, index) => index % 3 === 0)) {
      for (const { host, ports } of mesh.services) {
        const [from, request] = [`${namespace}/${name}`, `http://${host}:${ports[0]?.number ?? 80}/`];
        expect(answer(again, from, request)).toEqual(answer(mesh, from, request));
        answers++;
      }
    }
    expect(answers).toBeGreaterThan(200);
  });

  test('GIVEN meshes at random THEN requests end the same way', () => {
    for (const { objects, cases } of readRecorded<{
      request: { client: string; scheme: string; host: string; port: number; path: string };
    }>('recorded-meshes').slice(0, 12)) {
      const mesh = recordedMesh(objects);
      const again = Mesh.of(repacked(mesh.given));
      for (const { request } of cases.slice(0, 12)) {
        const text = `${request.scheme}://${request.host}:${request.port}${request.path}`;
        expect(answer(again, request.client, text)).toEqual(answer(mesh, request.client, text));
      }
    }
  });

  test('GIVEN any value of an object THEN its line is known', () => {
    const text = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: a, namespace: b}
spec:
  hosts:
    - a


  http: [{route: [{destination: {host: a}}],
    timeout: 3s}]
`;
    const world = worldOf({ 'x.yaml': `---\n---\n${text}` });
    const [[given], [packed]] = [world.entities, repacked(world).entities];
    const paths: FieldPath[] = [
      [],
      ['spec'],
      ['spec', 'hosts', 0],
      ['spec', 'http', 0, 'timeout'],
      ['spec', 'http', 0, 'route', 0, 'destination', 'host'],
      ['spec', 'http', 0, 'retries', 'attempts'],
      ['spec', 'http', 7],
      ['status'],
    ];
    const lines = paths.map((path) => packed?.manifest.locate(path).line);
    expect(lines).toEqual(paths.map((path) => given?.manifest.locate(path).line));
    expect(new Set(lines).size).toBeGreaterThan(4);
  });

  test('GIVEN what is likely to be secret THEN it is not in it', () => {
    const world = worldOf(`
apiVersion: v1
kind: Secret
metadata: {name: s, namespace: a}
stringData: {password: HIDDEN}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: c, namespace: a, annotations: {kubectl.kubernetes.io/last-applied-configuration: HIDDEN, flagger.app/config-tracking: disabled, example.com/note: HIDDEN}}
data: {key: HIDDEN}
---
apiVersion: v1
kind: Pod
metadata: {name: p, namespace: a}
spec:
  containers:
  - {name: p, image: p, env: [{name: PASSWORD, value: HIDDEN}], args: ['--password=HIDDEN'], command: [HIDDEN], ports: [{containerPort: 80}]}
  - {name: istio-proxy, image: proxyv2, args: [proxy, router]}
  volumes: [{name: v, csi: {driver: d, volumeAttributes: {password: HIDDEN}}}]
---
apiVersion: flagger.app/v1beta1
kind: AlertProvider
metadata: {name: slack, namespace: a}
spec: {type: slack, channel: c, address: 'https://hooks.slack.com/services/HIDDEN'}
---
apiVersion: flagger.app/v1beta1
kind: Canary
metadata: {name: p, namespace: a}
spec:
  targetRef: {apiVersion: apps/v1, kind: Deployment, name: p}
  service: {port: 80}
  analysis: {interval: 1m, threshold: 1, iterations: 1, webhooks: [{name: h, url: 'http://HIDDEN@h/', metadata: {cmd: HIDDEN}}]}
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: db, namespace: argocd}
spec:
  project: default
  destination: {namespace: a, name: in-cluster}
  source: {repoURL: https://example.com, chart: postgres, targetRevision: 1.0.0, helm: {valuesObject: {password: HIDDEN}}}
`);
    const text = JSON.stringify(packWorld(world));
    expect(text).not.toContain('HIDDEN');
    expect(text).toContain('config-tracking');
    expect(text).toContain('containerPort');
    expect(text).toContain('router');
    expect(text).toContain('iterations');
    expect(repacked(world).isGiven('a')).toEqual(world.isGiven('a'));
  });

  test('GIVEN settings of plugins, patches, installations and keys THEN only what requests meet is in it', () => {
    const meshConfig =
      '{enableTracing: true, rootNamespace: root, accessLogFile: /dev/stdout, defaultConfig: {proxyMetadata: {ISTIO_META_DNS_CAPTURE: "true", T: HIDDEN}, tracing: {lightstep: {accessToken: HIDDEN}}}, extensionProviders: [{name: ext, envoyExtAuthzHttp: {service: a, port: 80, includeRequestHeadersInCheck: [HIDDEN]}}]}';
    const rest = `
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {name: e, namespace: a}
spec:
  configPatches:
  - {applyTo: HTTP_FILTER, patch: {operation: INSERT_BEFORE, value: {name: lua, typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua, inline_code: HIDDEN}}}}
  - {applyTo: CLUSTER, patch: {operation: MERGE, value: {connect_timeout: 7.125s}}}
---
apiVersion: extensions.istio.io/v1alpha1
kind: WasmPlugin
metadata: {name: w, namespace: a}
spec: {url: 'oci://u:HIDDEN@x/y', pluginConfig: {k: HIDDEN}, vmConfig: {env: [{name: A, value: HIDDEN}]}, selector: {matchLabels: {app: a}}}
---
apiVersion: networking.istio.io/v1beta1
kind: ProxyConfig
metadata: {name: c, namespace: a}
spec: {environmentVariables: {A: HIDDEN}}
---
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: {name: j, namespace: a}
spec: {jwtRules: [{issuer: i, jwks: '{"keys": [{"kty": "RSA", "kid": "one", "n": "AQAB", "e": "AQAB", "d": "HIDDEN"}, {"kty": "oct", "k": "HIDDEN"}]}'}]}
---
apiVersion: v1
kind: Pod
metadata: {name: p, namespace: a, annotations: {proxy.istio.io/config: '{"proxyMetadata": {"T": "HIDDEN"}}', sidecar.istio.io/inject: 'true'}}
spec: {containers: [{name: p, image: p}]}
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: i, namespace: argocd}
spec:
  project: default
  destination: {namespace: istio-system, name: in-cluster}
  source: {repoURL: 'https://u:HIDDEN@example.com', chart: istiod, targetRevision: 1.0.0, helm: {values: HIDDEN, parameters: [{name: a, value: HIDDEN}], valuesObject: {global: {imagePullSecrets: [HIDDEN], proxy: {clusterDomain: example.org}}, meshConfig: ${meshConfig}}}}
`;
    const operator = `
apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
metadata: {name: i, namespace: istio-system}
spec:
  profile: demo
  hub: HIDDEN
  meshConfig: ${meshConfig}
  components:
    pilot: {k8s: {env: [{name: A, value: HIDDEN}]}}
    ingressGateways: [{name: edge, enabled: true, label: {a: b}, k8s: {env: [{name: A, value: HIDDEN}], service: {type: NodePort, ports: [{port: 81, name: http}]}}}]
  values: {pilot: {env: {A: HIDDEN}}, global: {proxy: {clusterDomain: example.org}}, gateways: {istio-ingressgateway: {env: {A: HIDDEN}, labels: {c: d}}}}
`;
    const map = `
apiVersion: v1
kind: ConfigMap
metadata: {name: istio, namespace: istio-system}
data: {mesh: '${meshConfig}'}
`;
    for (const text of [rest, operator, map, `${rest}---${operator}`]) {
      const world = worldOf(text);
      expect(JSON.stringify(packWorld(world))).not.toContain('HIDDEN');
      const [mesh, again] = [Mesh.of(world), Mesh.of(repacked(world))];
      expect(again.config).toEqual(mesh.config);
      expect(again.config.extensionProviders.get('ext')).toBe('envoyExtAuthzHttp');
      expect(again.services.map(({ host }) => host)).toEqual(mesh.services.map(({ host }) => host));
      const touched = (each: Mesh) =>
        each.proxies.map((proxy) => each.extensions(proxy).map(({ touches, port }) => [touches, port]));
      expect(touched(again)).toEqual(touched(mesh));
    }
    const packed = JSON.stringify(packWorld(worldOf(rest)));
    expect(packed).toContain('AQAB');
    expect(packed).not.toContain('7.125s');
  });

  test('GIVEN MeshConfig in a ConfigMap THEN it holds', () => {
    const world = worldOf(`
apiVersion: v1
kind: ConfigMap
metadata: {name: istio, namespace: istio-system}
data: {mesh: "outboundTrafficPolicy: {mode: REGISTRY_ONLY}\\nrootNamespace: root"}
`);
    const { config } = Mesh.of(repacked(world));
    expect([config.outboundTrafficPolicy, config.rootNamespace]).toEqual(['REGISTRY_ONLY', 'root']);
  });
});
