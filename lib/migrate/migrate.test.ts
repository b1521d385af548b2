import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { migrate } from './migrate';
import { migrated, statements } from './migrating.testing';

const ROOT = resolve(__dirname, '../..');
const BOOKINFO = join(__dirname, 'samples/bookinfo');

describe('Bookinfo with its routes', () => {
  let migration: ReturnType<typeof migrate>;
  beforeAll(() => {
    migration = migrate(['.'], BOOKINFO);
  });

  test('is written by constructs alone, and all objects are the same', async () => {
    const { objects, proof } = await migration;
    expect(objects.filter(({ form }) => form !== 'construct')).toEqual([]);
    expect(proof).toMatchObject({ objects: 31, same: 31, differences: [], traffic: { changes: 0 } });
  });

  test('has charts that name each other, and scenarios for what stands in several files', async () => {
    const { files } = await migration;
    expect([...files.keys()].sort()).toEqual([
      'charts/bookinfo-gateway.ts',
      'charts/bookinfo.ts',
      'charts/destination-rule-all.ts',
      'charts/egress-rule-google-apis.ts',
      'charts/virtual-service-all-v1.ts',
      'main.ts',
      'scenarios/fault-injection-details-v1.ts',
      'scenarios/virtual-service-ratings-test-delay.ts',
      'scenarios/virtual-service-reviews-80-20.ts',
    ]);
    expect(files.get('scenarios/virtual-service-reviews-80-20.ts')).toBe(`import type { Construct } from 'constructs';
import { Scenario } from 'meshwright';
import { HttpAction, VirtualService } from 'meshwright/istio';
import type { BookinfoChart } from '../charts/bookinfo';

/** What it names of other charts. */
export interface VirtualServiceReviews8020ScenarioProps {
  readonly bookinfo: BookinfoChart;
}

/** What \`virtual-service-reviews-80-20.yaml\` describes, in place of what there is. */
export class VirtualServiceReviews8020Scenario extends Scenario {
  constructor(scope: Construct, id: string, { bookinfo }: VirtualServiceReviews8020ScenarioProps) {
    super(scope, id, { folder: 'networking', title: 'Another VirtualService reviews.' });

    new VirtualService(this, 'reviews', {
      hosts: [bookinfo.reviews],
      otherwise: HttpAction.split([
        bookinfo.reviews.version('v1').weighted(80),
        bookinfo.reviews.version('v2').weighted(20),
      ]),
    });
  }
}
`);
    expect(files.get('charts/bookinfo-gateway.ts')).toContain(`
    // The selector matches the ingress gateway pod labels.`);
  });

  test('compiles as strictly as can be', async () => {
    const { files } = await migration;
    const folder = mkdtempSync(join(tmpdir(), 'migrate-types-'));
    try {
      for (const [name, text] of files) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text);
      }
      symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
      const paths = { meshwright: [`${ROOT}/lib/index.ts`], 'meshwright/*': [`${ROOT}/lib/*/index.ts`] };
      const compilerOptions = {
        ...{ target: 'es2022', module: 'node20', types: ['node'], skipLibCheck: true, noEmit: true, paths },
        ...{ strict: true, noUnusedLocals: true, noUnusedParameters: true, noUncheckedIndexedAccess: true },
      };
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
      const { stdout } = spawnSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', folder], { encoding: 'utf8' });
      expect(stdout).toBe('');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the form of an object', () => {
  test('GIVEN what a construct says THEN it is one', async () => {
    const { code } = await statements(`
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec:
  selector: {istio: ingressgateway}
  servers:
  - port: {number: 443, name: https, protocol: HTTPS}
    hosts: [shop.example.com] # the only one
    tls: {mode: SIMPLE, credentialName: cert}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: shop, namespace: shop}
spec:
  hosts: [shop.example.com]
  gateways: [edge]
  http:
  # The newest first.
  - match:
    - uri: {prefix: /api}
      headers: {x-beta: {exact: 'yes'}}
    route:
    - destination: {host: api.backend.svc.cluster.local, port: {number: 8080}}
    timeout: 90s
    retries: {attempts: 2, retryOn: '5xx,reset', perTryTimeout: 1500ms}
  - redirect: {uri: /, redirectCode: 302}
`);
    expect(code).toBe(`const edge = new Gateway(this, 'edge', {
  servers: [
    Server.https({
      hosts: [
        'shop.example.com', // the only one
      ],
      tls: ServerTls.simple({ credentialName: 'cert' }),
    }),
  ],
});

new VirtualService(this, 'shop', {
  hosts: [Host.dns('shop.example.com')],
  gateways: [edge],
  rules: [
    {
      // The newest first.
      match: [
        HttpMatch.all([
          HttpMatch.uri(StringMatch.prefix('/api')),
          HttpMatch.header('x-beta', StringMatch.exact('yes')),
        ]),
      ],
      action: HttpAction.to(Host.service({ name: 'api', namespace: 'backend' }), { port: 8080 }),
      timeout: Duration.seconds(90),
      retries: { attempts: 2, perTryTimeout: Duration.millis(1500), retryOn: ['5xx', 'reset'] },
    },
  ],
  otherwise: HttpAction.redirect({ uri: '/', redirectCode: 302 }),
});`);
  });

  test('GIVEN what no construct says THEN it is a generated class, with the reason', async () => {
    const { code, migration } = await statements(`
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: shop}
spec:
  hosts: [shop]
  http:
  - route: [{destination: {host: shop}}]
    mirror: {host: shadow}
---
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {type: ExternalName, externalName: shop.example.com}
`);
    expect(code).toBe(`new networking.VirtualService(this, 'shop', {
  metadata: { name: 'shop' },
  spec: {
    hosts: ['shop'],
    http: [{ route: [{ destination: { host: 'shop' } }], mirror: { host: 'shadow' } }],
  },
});

new k8s.KubeService(this, 'shop-service', {
  metadata: { name: 'shop' },
  spec: { type: 'ExternalName', externalName: 'shop.example.com' },
});`);
    expect(migration.objects.map(({ form, reason }) => [form, reason])).toEqual([
      ['generated class', 'rules of the construct have no mirror'],
      ['generated class', 'its Service has no ports'],
    ]);
  });

  test('GIVEN rules that no request reaches THEN they say so', async () => {
    const { code, migration } = await statements(`
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: shop}
spec:
  hosts: [shop]
  http:
  - match: [{uri: {prefix: /a}}]
    route: [{destination: {host: shop}}]
  - match: [{uri: {exact: /a/b}}]
    route: [{destination: {host: shop}}]
  - route: [{destination: {host: shop}}]
  # Left from before.
  - match: [{uri: {prefix: /c}}]
    route: [{destination: {host: other}}]
`);
    expect(code).toContain(`  rules: [
    { match: [HttpMatch.uri(StringMatch.prefix('/a'))], action: TO_SHOP },
    {
      match: [HttpMatch.uri(StringMatch.exact('/a/b'))],
      action: TO_SHOP,
      neverReached: true,
    },
  ],
  otherwise: TO_SHOP,
  // No request gets here: one of the rules above is for every request.
  neverReached: [
    {
      // Left from before.
      match: [HttpMatch.uri(StringMatch.prefix('/c'))],
      action: HttpAction.to(Host.service({ name: 'other' })),
    },
  ],`);
    expect(migration.proof).toMatchObject({ same: 1, differences: [] });
  });

  test('GIVEN an item that says nothing, which would not compile THEN it is no construct', async () => {
    const { migration } = await statements(`
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: all, namespace: shop}
spec:
  rules:
  - {}
  - from: [{source: {namespaces: [shop]}}]
`);
    expect(migration.objects.map(({ form, reason }) => [form, reason])).toEqual([
      ['generated class', 'the construct takes no item that says nothing'],
    ]);
  });

  test('GIVEN no class of the kind, or what the API server refuses THEN it is an ApiObject', async () => {
    const { code, migration } = await statements(`
apiVersion: example.com/v1
kind: Thing
metadata: {generateName: thing-}
spec: {a: 1}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec: {replicas: 2}
`);
    expect(code).toBe(`new ApiObject(this, 'thing-', {
  apiVersion: 'example.com/v1',
  kind: 'Thing',
  metadata: { generateName: 'thing-' },
  spec: { a: 1 },
}).addJsonPatch(JsonPatch.remove('/metadata/name'));

new ApiObject(this, 'shop', {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'shop' },
  spec: { replicas: 2 },
});`);
    expect(migration.objects[1]?.reason).toContain('the API server would refuse it: spec.selector: Required value');
    expect(migration.proof).toMatchObject({ objects: 2, same: 2 });
  });

  test('GIVEN a definition THEN it stays YAML, and is included', async () => {
    const { code, migration } = await statements(`
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec:
  group: example.com
  names: {kind: Thing, plural: things}
  scope: Namespaced
  versions:
  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
`);
    expect(code).toBe(`new Include(this, 'yaml', { url: join(__dirname, '../manifests/chart.yaml') });`);
    expect([...migration.files.keys()].sort()).toEqual(['charts/chart.ts', 'main.ts', 'manifests/chart.yaml']);
    expect(migration.proof).toMatchObject({ objects: 1, same: 1 });
  });

  test('GIVEN long texts THEN they are files', async () => {
    const board = JSON.stringify({ title: 'Mesh', panels: [1, 2, 3, 4, 5] }, null, 2);
    const { code, migration } = await statements(
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'dashboards' },
        data: { 'mesh.json': board, short: 'text' },
      }),
    );
    expect(code).toBe(`new ConfigMap(this, 'dashboards', {
  data: {
    'mesh.json': readFileSync(join(__dirname, '../files/chart/dashboards/mesh.json'), 'utf8'),
    short: 'text',
  },
});`);
    expect(migration.files.get('files/chart/dashboards/mesh.json')).toBe(board);
    expect(migration.proof).toMatchObject({ objects: 1, same: 1 });
  });
});

describe('what differs in words', () => {
  test('GIVEN an older version of the API, or another spelling THEN it is said, and the object is the same', async () => {
    const { migration } = await statements(`
apiVersion: networking.istio.io/v1beta1
kind: VirtualService
metadata: {name: shop}
spec:
  hosts: [shop]
  http:
  - route: [{destination: {host: shop}, weight: 100}]
    timeout: 60s
`);
    const [{ form } = {}] = migration.objects;
    expect(form).toBe('construct');
    expect([...migration.proof.otherWords].sort()).toEqual([
      ['durations', 1],
      ['version', 1],
      ['weight', 1],
    ]);
  });
});

describe('objects of a cluster', () => {
  test('lose what the server put there', async () => {
    const { migration, code } = await statements(`
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Service
  metadata:
    name: shop
    namespace: shop
    uid: 1234
    resourceVersion: '17'
    creationTimestamp: '2026-01-01T00:00:00Z'
    annotations: {kubectl.kubernetes.io/last-applied-configuration: '{}'}
    managedFields: [{manager: kubectl}]
  spec:
    clusterIP: 10.0.0.7
    clusterIPs: [10.0.0.7]
    internalTrafficPolicy: Cluster
    ipFamilies: [IPv4]
    ipFamilyPolicy: SingleStack
    ports: [{name: http, port: 80, protocol: TCP, targetPort: 80}]
    selector: {app: shop}
    sessionAffinity: None
    type: ClusterIP
  status: {loadBalancer: {}}
- apiVersion: v1
  kind: Pod
  metadata: {name: shop-x, namespace: shop, ownerReferences: [{kind: ReplicaSet, name: shop, controller: true}]}
`);
    expect(code).toBe(`new SharedService(this, 'shop', { port: Port.http(80), selector: { app: 'shop' } });`);
    expect([...migration.removed.keys()].sort()).toEqual([
      'annotation kubectl.kubernetes.io/last-applied-configuration',
      'defaults of the server',
      'metadata.creationTimestamp',
      'metadata.managedFields',
      'metadata.resourceVersion',
      'metadata.uid',
      'status',
    ]);
    expect(migration.passedOver).toEqual(['chart.yaml: Pod shop/shop-x: a controller makes it of another object']);
  });
});

describe('what cannot be', () => {
  test('GIVEN a file that is no YAML THEN nothing is migrated', async () => {
    await expect(
      migrated({ 'a.yaml': 'kind: [', 'b.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: a}' }),
    ).rejects.toThrow(/^a\.yaml:\d+: not YAML/);
  });

  test('GIVEN names that every object of JavaScript has THEN they are names as others', async () => {
    const { migration } = await statements(`
apiVersion: networking.istio.io/v1
kind: toString
metadata: {name: a}
---
apiVersion: constructor/v1
kind: constructor
metadata: {name: b}
---
apiVersion: __proto__/v1
kind: __proto__
metadata: {name: c}
`);
    expect(migration.objects.map(({ form }) => form)).toEqual(['ApiObject', 'ApiObject', 'ApiObject']);
    expect(migration.proof).toMatchObject({ objects: 3, same: 3 });
  });

  test('GIVEN texts that look like code, in comments, names and values THEN they are texts', async () => {
    const stop = '*/ process.exit(1); /*';
    const { migration } = await statements(`# ${stop} \`process.exit(1);
apiVersion: example.com/v1
kind: "'}); process.exit(1); ({"
metadata: {name: "\${process.exit(1)}", namespace: "${stop}"} # \${process.exit(1)}
spec: {"'": "\`", "\`+process.exit(1)+\`": "a\\n\${process.exit(1)}\\n\`"}
`);
    expect(migration.proof).toMatchObject({ objects: 1, same: 1 });
    const [code = ''] = [...migration.files.values()];
    expect(code).toContain('What `chart.yaml` describes, in namespace `* / process.exit(1); /*`.');
    expect(code.split('\n').filter((line) => /^\s*process/.test(line))).toEqual([]);
  });

  test('GIVEN a key that JavaScript has for itself THEN nothing is migrated', async () => {
    const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {__proto__: x}\n';
    await expect(migrated({ 'a.yaml': text })).rejects.toThrow(
      'a.yaml: ConfigMap a: a key is __proto__, which cdk8s cannot write: change it, or leave the object out',
    );
  });

  test('GIVEN what is nested too deep for code THEN it stays YAML', async () => {
    const { migration } = await statements(
      `apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\nspec: ${'{a: '.repeat(300)}1${'}'.repeat(300)}\n`,
    );
    expect(migration.objects.map(({ form, reason }) => [form, reason])).toEqual([
      ['YAML', 'it is nested deeper than 50 levels'],
    ]);
    expect(migration.proof).toMatchObject({ objects: 1, same: 1 });
  });

  test('GIVEN no objects THEN it says so', async () => {
    await expect(migrated({ 'values.yaml': 'a: 1' })).rejects.toThrow('.: no objects of a cluster');
  });
});
