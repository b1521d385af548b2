import type { FieldPath } from '../../../model/finding';
import type { Labels, Sound } from '../../../world/entity';
import type { Kind } from '../../../world/kind';
import { ENVOY_FILTER, REQUEST_AUTHENTICATION, TELEMETRY, WASM_PLUGIN } from '../../../world/kinds';
import { istio } from '../../examples';
import type { Rule } from '../../rule';
import { selectedPods } from '../../traffic/membership';
import { ambient, WITH_WAYPOINT, waypoint } from './example';

const tokens = (target: string) =>
  istio('RequestAuthentication', 'reviews', `${target}\njwtRules: [{issuer: "https://id.example.com"}]`);
const required = (target: string) =>
  istio(
    'AuthorizationPolicy',
    'reviews',
    `${target}\naction: DENY\nrules: [{from: [{source: {notRequestPrincipals: ["*"]}}]}]`,
  );
const SERVICE = 'targetRefs: [{group: "", kind: Service, name: reviews}]';

/** An object with a selector: where it stands. */
interface Row {
  readonly kind: Kind<unknown>;
  readonly labels: (entity: Sound<unknown>) => Labels | undefined;
  readonly path: FieldPath;
}

const row = <S>(kind: Kind<S>, labels: (spec: S) => Labels | undefined, path: FieldPath): Row => ({
  kind,
  labels: ({ spec }) => labels(spec as S),
  path,
});
const SELECTOR: FieldPath = ['spec', 'selector', 'matchLabels'];

const ROWS: readonly Row[] = [
  row(REQUEST_AUTHENTICATION, ({ selector }) => selector?.matchLabels, SELECTOR),
  row(TELEMETRY, ({ selector }) => selector?.matchLabels, SELECTOR),
  row(WASM_PLUGIN, ({ selector }) => selector?.matchLabels, SELECTOR),
  row(ENVOY_FILTER, ({ workloadSelector }) => workloadSelector?.labels, ['spec', 'workloadSelector', 'labels']),
];

export const noEffect: Rule = {
  id: 'AMBIENT_NO_EFFECT',
  severity: 'warning',
  kinds: ROWS.map(({ kind }) => kind),
  docs: {
    says: 'an object for sidecars that selects pods in ambient mode',
    why: 'A ztunnel does not look at tokens, plugins, patches of Envoy and settings of telemetry for pods, and a waypoint only at what names it or its Service in `targetRefs`.',
    fix: 'Write `targetRefs` to the Service, or to the waypoint, instead of the selector.',
    symptoms: ['a policy has no effect', '200 without a token'],
    see: 'https://istio.io/latest/docs/ambient/usage/l7-features/',
    wrong: ambient(WITH_WAYPOINT, waypoint(), tokens('selector: {matchLabels: {app: reviews}}'), required(SERVICE)),
    right: ambient(WITH_WAYPOINT, waypoint(), tokens(SERVICE), required(SERVICE)),
  },

  check(mesh, report) {
    for (const { kind, labels: labelsOf, path } of ROWS) {
      for (const entity of mesh.given.all(kind)) {
        const labels = labelsOf(entity);
        if (labels === undefined || Object.keys(labels).length === 0) continue;
        const selected = selectedPods(mesh, entity, labels);
        if (selected.kind !== 'pods' || selected.workloads.length === 0) continue;
        const [workload] = selected.workloads;
        if (workload === undefined || !selected.workloads.every((each) => mesh.proxyOf(each).kind === 'ambient'))
          continue;
        report(entity, path, {
          message: `the pods with these labels are in ambient mode: neither ztunnels nor waypoints look at objects of kind ${entity.id.kind} with a selector`,
          fix: 'write targetRefs to the Service, or to its waypoint',
          related: [{ entity: workload.entity, path: [], message: 'is in ambient mode' }],
        });
      }
    }
  },
};
