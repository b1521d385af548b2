import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { dump } from 'js-yaml';
import { isMap, type JsonMap } from '../kube/json';
import { readManifests } from '../model/read-manifests';

const SAMPLES = join(__dirname, 'samples');

/** Manifests to begin with: those of the samples, and one of each other sort. */
function manifestsToBeginWith(): readonly JsonMap[] {
  const files = readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
  const texts = [...files.sort().map((name) => readFileSync(join(SAMPLES, name), 'utf8')), OTHERS];
  return texts.flatMap((text) => readManifests('', text).manifests.map(({ object }) => object));
}

const OTHERS = `
apiVersion: flagger.app/v1beta1
kind: Canary
metadata: {name: podinfo, namespace: test}
spec:
  targetRef: {apiVersion: apps/v1, kind: Deployment, name: podinfo}
  service: {port: 9898, gateways: [mesh], hosts: [app.example.com]}
  analysis:
    interval: 1m
    threshold: 5
    maxWeight: 50
    stepWeight: 10
    metrics: [{name: request-success-rate, thresholdRange: {min: 99}, interval: 1m}]
    webhooks: [{name: load, url: "http://loadtester/", timeout: 5s, metadata: {cmd: "hey -z 1m"}}]
---
apiVersion: chaosblade.io/v1alpha1
kind: ChaosBlade
metadata: {name: delay}
spec:
  experiments:
  - scope: pod
    target: network
    action: delay
    matchers: [{name: names, value: [a]}, {name: namespace, value: [test]}, {name: time, value: ["3000"]}]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: test}
spec:
  serviceName: db
  selector: {matchLabels: {app.kubernetes.io/name: db}}
  template:
    metadata: {labels: {app.kubernetes.io/name: db}}
    spec:
      initContainers: [{name: init, image: "busybox:1.36", command: [sh, -c, "echo \${HOME}\\ntrue\\ntrue"]}]
      containers:
      - name: db
        image: "example.com/db:1"
        securityContext: {runAsUser: 5}
        env: [{name: URL, value: "http://web:80/"}]
        volumeMounts: [{name: data, mountPath: /data}, {name: conf, mountPath: /conf}]
      volumes: [{name: conf, configMap: {name: conf}}]
  volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: test, annotations: {a: b}}
spec: {clusterIP: None, selector: {app.kubernetes.io/name: db}, ports: [{name: tcp-db, port: 5432, targetPort: db}]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: db, namespace: test}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: StatefulSet, name: db}, maxReplicas: 4}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: conf, namespace: test, labels: {a: b}}
data: {a.conf: "a\\n\\n  b: \${c}\\n\`d\`\\n*/\\n1\\n2\\n3\\n4\\n", "e": ""}
---
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {name: filter, namespace: test}
spec:
  configPatches:
  - applyTo: HTTP_FILTER
    match: {context: SIDECAR_INBOUND}
    patch: {operation: INSERT_BEFORE, value: {name: lua, typed_config: {inline_code: "function a()\\nend\\n"}}}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: policy, namespace: test}
spec:
  selector: {matchLabels: {app: db}}
  rules: [{from: [{source: {principals: [cluster.local/ns/test/sa/web]}}], to: [{operation: {methods: [GET], paths: ["/a/*"]}}]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: reader}
rules: [{apiGroups: [""], resources: [pods], verbs: [get, list]}, {nonResourceURLs: [/metrics], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: reader}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
subjects: [{kind: ServiceAccount, name: web, namespace: test}]
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec:
  group: example.com
  names: {kind: Thing, plural: things}
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
---
apiVersion: example.com/v1
kind: Thing
metadata: {name: thing, namespace: test}
spec: {items: [{a: null, b: 1.5}, [], {}], text: "x"}
`;

/* biome-ignore-start lint/suspicious/noTemplateCurlyInString: texts that must not become code */
/** Values that have a meaning in TypeScript, in its comments, in YAML, or in objects of JavaScript. */
const ODD: readonly unknown[] = [
  ...['', ' ', 'a b', '`', '${process.exit(1)}', "it's", '"', '*/ throw 1; /*', '// no', '\\', '\\u0041', '<!-- -->'],
  ...['ünïcödé', '日本', '🚀', '\u2028', '\u0000x', 'a\nb', 'a\r\nb', 'a\n\n  b\n', '\tx', 'constructor', 'toString'],
  ...['true', 'null', '1e3', '0x10', '010', '~', '2026-01-01', 'class', 'this', "'); process.exit(1); ('"],
  ...[null, 0, -1, 1.5, true, false, 1e21, [], {}, [null], { constructor: 1 }, { 'a-b': { "'": 1 } }],
];

const KEYS = ['constructor', 'toString', 'valueOf', 'a b', "'", '`', '${a}', '*/', 'default', '1', '-1', 'ü', ''];

/** A change at a place that is found by a number. */
interface Mutation {
  readonly at: number;
  readonly how: 'set' | 'remove' | 'add' | 'twice' | 'rename';
  readonly odd: unknown;
  readonly key: string;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(1000),
  how: fc.constantFrom('set', 'set', 'remove', 'add', 'twice', 'rename'),
  odd: fc.oneof(fc.constantFrom(...ODD), fc.string({ unit: 'grapheme' })),
  key: fc.constantFrom(...KEYS),
});

const comment = fc.constantFrom(
  ...['plain', '*/ process.exit(1) /*', '`${1}`', '日本 🚀', '', '# twice', '\\u0041', "it's"],
);

/* biome-ignore-end lint/suspicious/noTemplateCurlyInString: texts that must not become code */

/** Texts of files of manifests that were changed at random. */
export function randomFiles(): fc.Arbitrary<Readonly<Record<string, string>>> {
  const all = manifestsToBeginWith();
  const object = fc
    .tuple(fc.constantFrom(...all), fc.array(mutation, { maxLength: 3 }), fc.constantFrom('plain', 'plain', 'live'))
    .map(([manifest, mutations, how]) => {
      const changed = mutations.reduce(mutated, structuredClone(manifest));
      return how === 'live' ? alive(changed) : changed;
    });
  const file = fc
    .tuple(fc.array(object, { minLength: 1, maxLength: 4 }), fc.constantFrom('documents', 'list'), comment, comment)
    .map(([objects, how, above, beside]) => {
      const listed: readonly unknown[] =
        how === 'list' ? [{ apiVersion: 'v1', kind: 'List', items: objects }] : objects;
      const text = listed.map((each) => dump(each, { noRefs: false })).join('---\n');
      return `# ${above}\n${text.replace('\nmetadata:', ` # ${beside}\nmetadata: # ${above}`)}`;
    });
  return fc.dictionary(fc.constantFrom('a.yaml', 'b/a.yaml', "b/it's.yaml", '日本.yml'), file, {
    minKeys: 1,
    maxKeys: 3,
  });
}

/** As the API server gives it back. */
function alive(object: JsonMap): JsonMap {
  const metadata = isMap(object.metadata) ? object.metadata : {};
  return {
    ...object,
    metadata: {
      ...metadata,
      ...{ uid: '1', resourceVersion: '2', generation: 3, creationTimestamp: '2026-01-01T00:00:00Z' },
      managedFields: [{ manager: 'kubectl', operation: 'Update' }],
    },
    status: { observedGeneration: 3 },
  };
}

type Container = Record<string, unknown> | unknown[];

function mutated(object: JsonMap, { at, how, odd, key }: Mutation): JsonMap {
  const places: (readonly [Container, string | number])[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const name of Array.isArray(value) ? value.keys() : Object.keys(value)) {
      places.push([value as Container, name]);
      visit((value as Record<string | number, unknown>)[name]);
    }
  };
  visit(object);
  const [container, name] = places[at % places.length] ?? [object as Record<string, unknown>, 'spec'];
  const of = container as Record<string | number, unknown>;
  if (how === 'set') of[name] = structuredClone(odd);
  else if (how === 'twice' && Array.isArray(container)) container.push(structuredClone(of[name]));
  else if (how === 'remove' && !Array.isArray(container)) delete of[name];
  else if (how === 'rename' && isMap(object.metadata)) Object.assign(object.metadata, { name: String(odd) });
  else if (!Array.isArray(container)) of[key] = structuredClone(odd);
  return object;
}
