import { namedPort } from '../../../mesh/endpoints';
import { serviceHost } from '../../../mesh/host-names';
import type { Mesh } from '../../../mesh/mesh';
import { describeId } from '../../../world/entity';
import { CANARY } from '../../../world/kinds';
import type { Workload } from '../../../world/workload';
import { calledUrls } from '../../release/cluster-urls';
import { canaryExample, deploymentExample, objectExample, yaml } from '../../release/example';
import type { Release } from '../../release/releases';
import type { Rule } from '../../rule';

const inNamespace = (text: string) => text.replace('namespace: shop', 'namespace: test');
const example = (labels: string) =>
  yaml(
    'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio-injection: enabled}}',
    `apiVersion: v1\nkind: Namespace\nmetadata: {name: test${labels}}`,
    objectExample('security.istio.io/v1', 'PeerAuthentication', 'strict', 'spec: {mtls: {mode: STRICT}}'),
    deploymentExample(),
    inNamespace(deploymentExample({ name: 'tester', ports: '[{name: http, containerPort: 8080}]' })),
    inNamespace(
      objectExample(
        'v1',
        'Service',
        'tester',
        'spec: {selector: {app: tester}, ports: [{name: http, port: 80, targetPort: http}]}',
      ),
    ),
    canaryExample({
      also: [
        "webhooks: [{name: load, type: pre-rollout, url: 'http://tester.test/', timeout: 5s, metadata: {cmd: 'hey -z 1m http://reviews-canary.shop:9080/'}}]",
      ],
    }),
  );

export const testerOutside: Rule = {
  id: 'FLAGGER_TESTER_OUTSIDE',
  severity: 'error',
  kinds: [CANARY],
  docs: {
    says: 'a load tester without a sidecar that calls pods which take mutual TLS alone',
    why: 'A load tester outside of the mesh speaks plain text. Where a PeerAuthentication requires mutual TLS, each of its requests is cut off: acceptance tests fail, and metrics have no values.',
    fix: 'Label the namespace of the load tester `istio-injection: enabled`.',
    symptoms: ['connection reset by peer', 'no values found', 'curl: (56) Recv failure'],
    see: 'https://docs.flagger.app/usage/webhooks#load-testing',
    wrong: example(''),
    right: example(', labels: {istio-injection: enabled}'),
  },

  check(mesh, report) {
    for (const { entity, path, to, release } of calledUrls(mesh)) {
      if (release === undefined || to === undefined || path.at(-1) !== 'url' || release.provider !== 'istio') continue;
      const [, , , index] = path;
      const hook = typeof index === 'number' ? release.spec.analysis.webhooks?.[index] : undefined;
      const named = Object.values(hook?.metadata ?? {}).some((text) => asksFor(text, release));
      if (!named || hook === undefined) continue;
      const service = mesh.host(
        serviceHost(to.service.name, to.service.namespace, mesh.config.clusterDomain),
        to.service.namespace,
      );
      const testers = service === undefined ? [] : mesh.endpoints(service).flatMap(({ workload }) => workload ?? []);
      const outside = testers.filter((tester) => isOutside(mesh, tester));
      const [tester] = outside;
      if (tester === undefined || outside.length < testers.length) continue;
      const required = requiredOf(mesh, release);
      if (required === undefined) continue;
      report(entity, path.slice(0, -1), {
        message: `${describeId(tester.entity.id)} has no sidecar, and the pods of ${release.targetId.name} take mutual TLS alone: each request of hook ${hook.name} is cut off`,
        fix: `label namespace ${tester.namespace} istio-injection: enabled`,
        related: [
          { entity: tester.entity, path: ['metadata', 'name'], message: 'calls them' },
          ...(required.place === undefined ? [] : [{ ...required.place, message: 'requires mutual TLS' }]),
        ],
      });
    }
  },
};

/** Whether a command calls one of the Services of a release. */
function asksFor(text: string, { names, namespace }: Release): boolean {
  return Object.values(names).some((name) => text.includes(`//${name}.${namespace}`));
}

function isOutside(mesh: Mesh, workload: Workload): boolean {
  const { kind, assumed } = mesh.proxyOf(workload);
  return kind === 'none' && assumed === undefined;
}

function requiredOf(mesh: Mesh, { spec, target, namespace }: Release) {
  if (target === undefined || mesh.proxyOf(target.workload).kind === 'none') return undefined;
  const asked = spec.service?.targetPort || spec.service?.port;
  const port = typeof asked === 'number' ? asked : asked === undefined ? undefined : namedPort(target.workload, asked);
  if (port === undefined) return undefined;
  const required = mesh.mutualTls({ namespace, labels: target.primaryLabels }, port);
  return required.mode === 'STRICT' ? required : undefined;
}
