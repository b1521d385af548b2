import type { Mesh } from '../../../mesh/mesh';
import type { Sound } from '../../../world/entity';
import { kindKey } from '../../../world/kind';
import { NAMESPACE, POD } from '../../../world/kinds';
import type { Workload } from '../../../world/workload';
import { documents, meshNamespace } from '../../examples';
import type { Report, Rule } from '../../rule';

const DOCS = {
  why: 'The image `auto` is filled in by the webhook that adds sidecars. Pods that it is not asked for keep it, and no registry has such an image.',
  fix: 'Label the namespace with `istio-injection: enabled`, or the pods with `sidecar.istio.io/inject: "true"`.',
  symptoms: ['ImagePullBackOff', 'InvalidImageName', 'Failed to pull image "auto"'],
} as const;

const spec = (
  label: string,
) => `metadata: {labels: {istio: edge${label}}, annotations: {inject.istio.io/templates: gateway}}
    spec: {containers: [{name: istio-proxy, image: auto}]}`;
const ASKS = ', sidecar.istio.io/inject: "true"';
const gateway = (label: string) =>
  documents(
    meshNamespace('edge', '{kubernetes.io/metadata.name: edge}'),
    `apiVersion: apps/v1
kind: Deployment
metadata: {name: edge, namespace: edge}
spec:
  selector: {matchLabels: {istio: edge}}
  template:
    ${spec(label)}`,
  );
const pod = (label: string) =>
  documents(
    meshNamespace('edge', '{kubernetes.io/metadata.name: edge}'),
    `apiVersion: v1
kind: Pod
metadata: {name: edge, namespace: edge, labels: {istio: edge${label}}, annotations: {inject.istio.io/templates: gateway}}
spec: {containers: [{name: istio-proxy, image: auto}]}`,
  );

export const imageAuto: Rule = {
  id: 'IST0146',
  severity: 'error',
  kinds: [],
  docs: {
    says: 'pods with the image `auto` that the webhook of Istio is not asked for',
    ...DOCS,
    see: 'https://istio.io/latest/docs/reference/config/analysis/ist0146/',
    wrong: gateway(''),
    right: gateway(ASKS),
  },
  check: (mesh, report) => check(mesh, report, ({ entity }) => entity.kindKey !== kindKey(POD)),
};

export const imageAutoOfPod: Rule = {
  id: 'IST0147',
  severity: 'error',
  kinds: [POD],
  docs: {
    says: 'a Pod with the image `auto` that the webhook of Istio is not asked for',
    ...DOCS,
    see: 'https://istio.io/latest/docs/reference/config/analysis/ist0147/',
    wrong: pod(''),
    right: pod(ASKS),
  },
  check: (mesh, report) => check(mesh, report, ({ entity }) => entity.kindKey === kindKey(POD)),
};

function check(mesh: Mesh, report: Report, concerns: (workload: Workload) => boolean): void {
  for (const workload of mesh.given.everyWorkload) {
    if (!concerns(workload) || isInjected(mesh, workload) !== false) continue;
    const { entity, template, pod } = workload;
    for (const field of ['containers', 'initContainers'] as const) {
      for (const [index, { name, image }] of (pod?.[field] ?? []).entries()) {
        if (name !== 'istio-proxy' || image !== 'auto') continue;
        const namespace = mesh.given.get(NAMESPACE, { namespace: '', name: workload.namespace });
        report(entity, [...template, 'spec', field, index, 'image'], {
          message: `nothing asks the webhook of Istio to fill in the image auto: the pods do not start (ImagePullBackOff)`,
          fix: 'label the pods with sidecar.istio.io/inject: "true"',
          related:
            namespace === undefined
              ? []
              : [{ entity: namespace as Sound<unknown>, path: ['metadata', 'name'], message: 'does not ask for it' }],
        });
      }
    }
  }
}

/** Whether the webhook is asked for pods; undefined where it is not known. */
function isInjected({ given }: Mesh, { namespace, labels }: Workload): boolean | undefined {
  const asks = labels['sidecar.istio.io/inject'];
  if (asks === 'true' || (labels['istio.io/rev'] !== undefined && asks !== 'false')) return true;
  if (asks === 'false') return false;
  const manifest = given.get(NAMESPACE, { namespace: '', name: namespace });
  if (manifest === undefined) return given.settings.complete === true ? false : undefined;
  const { 'istio-injection': enabled, 'istio.io/rev': revision } = manifest.labels;
  return enabled === undefined ? revision !== undefined : enabled === 'enabled';
}
