import type { PeerAuthenticationSpec } from '../../../../imports/security.istio.io';
import type { Mesh } from '../../../mesh/mesh';
import type { FieldPath } from '../../../model/finding';
import type { Entity, Labels, Sound } from '../../../world/entity';
import type { Kind } from '../../../world/kind';
import {
  ENVOY_FILTER,
  GATEWAY_API_GATEWAY,
  PEER_AUTHENTICATION,
  REQUEST_AUTHENTICATION,
  TELEMETRY,
  WASM_PLUGIN,
} from '../../../world/kinds';
import { at } from '../../../world/workload';
import { istio } from '../../examples';
import type { Report, Rule } from '../../rule';
import { selectedPods } from '../../traffic/membership';
import { ambient, WITH_WAYPOINT, waypoint } from './example';
import { waypointUses } from './waypoints';

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
  kinds: [...ROWS.map(({ kind }) => kind), PEER_AUTHENTICATION],
  docs: {
    says: 'an object for sidecars that is for pods in ambient mode',
    why: 'A ztunnel does not look at tokens, plugins, patches of Envoy and settings of telemetry for pods, and a waypoint only at what names it or its Service in `targetRefs`. A ztunnel has no mode DISABLE of mutual TLS either: it takes it as PERMISSIVE.',
    fix: 'Write `targetRefs` to the Service, or to the waypoint, instead of the selector.',
    symptoms: ['a policy has no effect', '200 without a token'],
    see: 'https://istio.io/latest/docs/ambient/usage/l7-features/',
    wrong: ambient(WITH_WAYPOINT, waypoint(), tokens('selector: {matchLabels: {app: reviews}}'), required(SERVICE)),
    right: ambient(WITH_WAYPOINT, waypoint(), tokens(SERVICE), required(SERVICE)),
  },

  check(mesh, report) {
    for (const entity of mesh.given.all(PEER_AUTHENTICATION)) reportMode(mesh, entity, report);
    for (const { kind, labels: labelsOf, path } of ROWS) {
      for (const entity of mesh.given.all(kind)) {
        const labels = labelsOf(entity) ?? {};
        if (Object.keys(labels).length === 0) {
          reportForAll(mesh, entity, report);
          continue;
        }
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

/** One that is for all pods of a namespace, where nobody but ztunnels handles what these send and take. */
function reportForAll(mesh: Mesh, entity: Entity, report: Report): void {
  const { namespace } = entity.id;
  if (entity.id.kind === TELEMETRY.kind || hasTargets(entity) || namespace === mesh.config.rootNamespace) return;
  const workloads = mesh.world.workloadsIn(namespace);
  const [first] = workloads;
  if (first === undefined || !workloads.every((each) => mesh.proxyOf(each).kind === 'ambient')) return;
  // A waypoint or a gateway of the namespace may look at it.
  const gateways = mesh.given.entitiesOf(GATEWAY_API_GATEWAY).some(({ id }) => id.namespace === namespace);
  if (
    gateways ||
    waypointUses(mesh).some(({ to, entity: user }) =>
      [user.id.namespace, user.id.name, to.namespace].includes(namespace),
    )
  )
    return;
  report(entity, ['metadata', 'namespace'], {
    message: `all pods of namespace ${namespace} are in ambient mode, without a waypoint: nobody looks at this ${entity.id.kind}`,
    fix: 'add a waypoint, and name the Service or the waypoint in targetRefs',
    related: [{ entity: first.entity, path: [], message: 'is in ambient mode' }],
  });
}

function hasTargets({ object }: Entity): boolean {
  return at(object, ['spec', 'targetRef']) !== undefined || at(object, ['spec', 'targetRefs']) !== undefined;
}

function reportMode(mesh: Mesh, entity: Sound<PeerAuthenticationSpec>, report: Report): void {
  const { mtls, selector } = entity.spec;
  if (mtls?.mode !== 'DISABLE' || entity.id.namespace === mesh.config.rootNamespace) return;
  const workloads = mesh.world.selectedByAny(entity.id.namespace, { matchLabels: selector?.matchLabels ?? {} });
  const [first] = workloads;
  if (first === undefined || !workloads.every((each) => mesh.proxyOf(each).kind === 'ambient')) return;
  report(entity, ['spec', 'mtls', 'mode'], {
    message:
      'the pods are in ambient mode: ztunnels take DISABLE as PERMISSIVE, and go on with mutual TLS among each other',
    fix: 'write PERMISSIVE, or take the pods out of ambient mode',
    related: [{ entity: first.entity, path: [], message: 'is in ambient mode' }],
  });
}
