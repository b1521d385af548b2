import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { generateModule } from '../codegen/module';
import { canonicalJson } from '../codegen/schema-file';
import { knownKubernetes, loadNativeKinds } from '../native/decoding/native-schema';
import { compileSchema } from '../schema/compile-schema';
import { BESIDE_A_MESH } from '../schema/own-imports';
import { readSchemaGroup } from '../schema/schema-files';
import { told } from '../violation/violations.testing';
import { loadSchemas } from './installed-schemas';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'meshwright-kinds-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const rules = (object: unknown, options: { kubernetes?: string } = {}) =>
  told(loadSchemas({ cwd, ...options }).verdict(object).violations).map(
    ({ rule, severity, message }) => `${severity} ${rule} ${message}`,
  );

const gateway = (listener: object) => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  metadata: { name: 'edge' },
  spec: { gatewayClassName: 'istio', listeners: [{ name: 'web', port: 80, protocol: 'HTTP', ...listener }] },
});

describe('what stands beside a mesh', () => {
  test('GIVEN an object of a kind that nobody imported THEN it is checked, with its rules', () => {
    expect(rules(gateway({}))).toEqual([]);
    expect(rules(gateway({ portt: 1 }))).toEqual([
      'error SCHEMA_UNKNOWN_FIELD strict decoding error: unknown field "spec.listeners[0].portt"',
    ]);
    expect(rules(gateway({ tls: { certificateRefs: [{ name: 'a' }] } }))).toEqual([
      "error SCHEMA_CEL spec.listeners: Invalid value: \"array\": tls must not be specified for protocols ['HTTP', 'TCP', 'UDP']",
    ]);
  });

  test('GIVEN a version that older definitions serve THEN it is a warning, but for the Gateway API', () => {
    const secret = { apiVersion: 'external-secrets.io/v1beta1', kind: 'ExternalSecret', metadata: { name: 'a' } };
    expect(rules(secret)).toEqual([
      'warning SCHEMA_VERSION no matches for kind "ExternalSecret" in version "external-secrets.io/v1beta1": served version is v1',
    ]);
    expect(rules({ ...gateway({}), apiVersion: 'gateway.networking.k8s.io/v1alpha2' })[0]).toMatch(/^error/);
  });

  test('GIVEN the types of Argo CD THEN they are those of the schema by which its objects are checked', () => {
    const known = readSchemaGroup(join(BESIDE_A_MESH, 'argoproj.io.schema.json.br'));
    const application = known?.kinds.find(({ kind }) => kind === 'Application');
    const versions = application?.versions.map((each) => ({ ...each, schema: known?.schema(each.schema) ?? {} })) ?? [];
    const definition = {
      group: 'argoproj.io',
      kind: 'Application',
      plural: '',
      scope: 'Namespaced',
      versions,
    } as const;
    const withoutHead = (text: string) => text.slice(text.indexOf('import '));
    const types = readFileSync(join(__dirname, '../argocd/argoproj.io.ts'), 'utf8');
    expect(withoutHead(types).length).toBeGreaterThan(5000);
    expect(withoutHead(types)).toEqual(withoutHead(generateModule('argoproj.io', [definition], [])));
  });

  test('GIVEN an import of a kind THEN it goes before', () => {
    const schema = canonicalJson({ type: 'object', properties: { spec: { type: 'object' } } });
    const version = { name: 'v1', schema: 'Gateway.v1', served: true, storage: true, deprecated: false };
    const kind = { kind: 'Gateway', plural: 'gateways', scope: 'Namespaced', versions: [version] };
    mkdirSync(join(cwd, 'imports'));
    writeFileSync(
      join(cwd, 'imports/mine-gateway.networking.k8s.io.schema.json'),
      `{"group":"gateway.networking.k8s.io","kinds":[${JSON.stringify(kind)}],"schemas":{"Gateway.v1":${schema}}}`,
    );
    expect(rules(gateway({})).map((each) => each.split(' ')[1])).toEqual([
      'SCHEMA_UNKNOWN_FIELD',
      'SCHEMA_UNKNOWN_FIELD',
    ]);
  });

  test('GIVEN every schema THEN all of its rules can be evaluated', () => {
    const unevaluated = readdirSync(BESIDE_A_MESH)
      .filter((name) => name.endsWith('.br'))
      .flatMap((name) => {
        const group = readSchemaGroup(join(BESIDE_A_MESH, name));
        return (group?.kinds ?? []).flatMap(({ kind, versions }) =>
          versions.flatMap(({ schema, statusSubresource }) => {
            const found = group?.schema(schema);
            if (found === undefined) return [`${name} has no schema ${schema}`];
            const verdict = compileSchema(found).check({ spec: {} }, { blocked: false, statusSubresource });
            return verdict.unevaluated.map(({ rule }) => `${kind}: ${rule}`);
          }),
        );
      });
    expect(unevaluated).toEqual([]);
  });
});

describe('what no API server reads', () => {
  const object = (apiVersion: string, kind: string, rest = {}) => rules({ apiVersion, kind, ...rest });

  test('GIVEN an object for a tool THEN a note says so, and no import is asked for', () => {
    expect(object('kustomize.config.k8s.io/v1beta1', 'Kustomization')).toEqual([
      'note SCHEMA_UNKNOWN_KIND Kustomization of kustomize.config.k8s.io is read by Kustomize and sent to no API server, so it is not checked',
    ]);
    expect(object('skaffold/v4beta11', 'Config')[0]).toMatch(/^note .* read by Skaffold/);
    expect(object('kind.x-k8s.io/v1alpha4', 'Cluster')[0]).toMatch(/^note .* read by kind/);
    expect(object('v1', 'Config')[0]).toMatch(/^note .* Config of apiVersion v1 is read by kubectl/);
    expect(object('builtin', 'PatchTransformer')[0]).toMatch(/^note .* read by Kustomize/);
    expect(object('v1', 'Thing')[0]).toMatch(/^error /);
  });

  test('GIVEN a kind of Kubernetes with a slip of the pen THEN the right one is named', () => {
    const { violations } = loadSchemas({ cwd }).verdict({ apiVersion: 'apps/v1', kind: 'Deploymnt' });
    expect(violations.map(({ fix }) => fix)).toEqual(['did you mean Deployment?']);
  });

  test('GIVEN a group without a dot THEN it is an error only if it is one of Kubernetes', () => {
    expect(object('nobody/v1', 'Thing')[0]).toMatch(/^note SCHEMA_UNKNOWN_KIND/);
    expect(object('apps/v1', 'Thing')[0]).toMatch(/^error SCHEMA_UNKNOWN_KIND/);
    expect(object('extensions/v1beta1', 'Thing')[0]).toMatch(/^error SCHEMA_UNKNOWN_KIND/);
  });

  test('GIVEN an IstioOperator THEN it is checked as istioctl does, which needs no name', () => {
    const operator = (spec: object) => object('install.istio.io/v1alpha1', 'IstioOperator', { spec });
    expect(operator({ profile: 'demo', meshConfig: { any: 1 }, components: { pilot: { k8s: { env: [] } } } })).toEqual(
      [],
    );
    expect(operator({ components: { pilots: {} } })).toEqual([
      'error SCHEMA_UNKNOWN_FIELD strict decoding error: unknown field "spec.components.pilots"',
    ]);
  });
});

describe('versions of Kubernetes', () => {
  const pod = (spec: object) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'a' },
    spec: { containers: [{ name: 'a', image: 'a:1' }], ...spec },
  });
  const range = { apiVersion: 'networking.k8s.io/v1', kind: 'ServiceCIDR', metadata: { name: 'a' }, spec: {} };

  test('GIVEN a version of a group that comes later THEN it is not served', () => {
    const claim = { apiVersion: 'resource.k8s.io/v1', kind: 'DeviceClass', metadata: { name: 'a' }, spec: {} };
    expect(rules(claim)).toEqual([]);
    expect(rules(claim, { kubernetes: '1.33' })).toEqual([
      'error SCHEMA_UNKNOWN_KIND no matches for kind "DeviceClass" in version "resource.k8s.io/v1"',
    ]);
  });

  test('GIVEN each that is known THEN its kinds are those of its version', () => {
    expect(knownKubernetes()).toEqual(['1.31', '1.32', '1.33', '1.34', '1.35', '1.36', '1.37']);
    expect(knownKubernetes().map((minor) => loadNativeKinds(minor).version)).toEqual([
      ...['1.31.14', '1.32.13', '1.33.13', '1.34.0', '1.35.4', '1.36.3', '1.37.2'],
    ]);
    for (const minor of knownKubernetes()) expect(rules(pod({}), { kubernetes: minor })).toEqual([]);
  });

  test('GIVEN a field of a newer version THEN it is unknown in an older one', () => {
    const resources = pod({ resources: { limits: { cpu: '1' } } });
    expect(rules(resources, { kubernetes: '1.32' })).toEqual([]);
    expect(rules(resources, { kubernetes: '1.31' })).toEqual([
      'error SCHEMA_UNKNOWN_FIELD strict decoding error: unknown field "spec.resources"',
    ]);
  });

  test('GIVEN an API that became stable THEN it is served from then on', () => {
    const served = (kubernetes: string) => rules(range, { kubernetes }).filter((each) => each.includes('no matches'));
    expect([served('v1.33.2'), served('1.37')]).toEqual([[], []]);
    expect(served('1.32')[0]).toMatch(/no matches for kind "ServiceCIDR" in version "networking.k8s.io\/v1"/);
  });

  test('GIVEN a version in the settings THEN it counts, unless the call says another', () => {
    writeFileSync(join(cwd, 'meshwright.yaml'), "versions: {kubernetes: '1.31'}\n");
    const version = (kubernetes?: string) => loadSchemas({ cwd, kubernetes }).judgedBy([]).kubernetes;
    expect([version(), version('1.35')]).toEqual(['1.31.14', '1.35.4']);
    writeFileSync(join(cwd, 'meshwright.yaml'), "versions: {kubernetes: '1.2'}\n");
    expect(() => version()).toThrow(
      'meshwright.yaml: versions.kubernetes: 1.2: the kinds of this version are not known: write one of 1.31, 1.32, 1.33, 1.34, 1.35, 1.36, 1.37',
    );
    expect(() => version('latest')).toThrow('--kubernetes latest: the kinds of this version are not known');
  });

  test('GIVEN an import of native kinds THEN it goes before', () => {
    mkdirSync(join(cwd, 'imports'));
    const kinds = [{ group: '', kind: 'Pod', version: 'v1', scope: 'Namespaced', served: true, schema: 'Pod' }];
    const text = JSON.stringify({ version: '1.99.0', kinds, definitions: { Pod: { type: 'object', properties: {} } } });
    writeFileSync(join(cwd, 'imports/kubernetes.schema.json'), text);
    const judge = loadSchemas({ cwd });
    expect(judge.judgedBy([]).kubernetes).toEqual('1.99.0');
    expect(
      told(judge.verdict({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' } }).violations),
    ).toMatchObject([{ rule: 'SCHEMA_UNKNOWN_KIND', severity: 'error' }]);
  });
});

describe('judgedBy', () => {
  test('GIVEN kinds THEN the versions of their definitions are told', () => {
    const kinds = [
      gateway({}),
      { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' },
      { apiVersion: 'v1', kind: 'Pod' },
    ];
    expect(loadSchemas({ cwd }).judgedBy(kinds)).toEqual({
      ...{ kubernetes: '1.34.0', istio: '1.30.3', flagger: '1.44.0', chaosblade: '1.8.0' },
      others: { 'Argo Rollouts': '1.10.2', 'Gateway API': '1.5.1' },
    });
  });

  test('GIVEN an import of Istio THEN its version is told, or its file', () => {
    mkdirSync(join(cwd, 'imports'));
    writeFileSync(
      join(cwd, 'imports/networking.istio.io.schema.json'),
      '{\n"group": "networking.istio.io",\n"kinds": [\n],\n"schemas": {\n}\n}\n',
    );
    const sources = (version: string | null) =>
      JSON.stringify({ sources: [{ source: 'crds/istio.yaml', version, modules: ['networking.istio.io'] }] });
    const istio = () => loadSchemas({ cwd }).judgedBy([]).istio;
    expect(istio()).toEqual('unknown');
    writeFileSync(join(cwd, 'imports/SOURCES.json'), sources(null));
    expect(istio()).toEqual('crds/istio.yaml');
    writeFileSync(join(cwd, 'imports/SOURCES.json'), sources('1.29.0'));
    expect(istio()).toEqual('1.29.0');
  });
});
