import { type LabelSelector, matchesSelector } from '../../../kube/label-selector';
import type { Mesh } from '../../../mesh/mesh';
import { perMesh } from '../../../mesh/per-mesh';
import type { FieldPath, Severity } from '../../../model/finding';
import { describeId, type Entity, type Labels, type Sound } from '../../../world/entity';
import type { Kind } from '../../../world/kind';
import {
  AUTHORIZATION_POLICY,
  CANARY,
  ENVOY_FILTER,
  NETWORK_POLICY,
  PEER_AUTHENTICATION,
  POD_DISRUPTION_BUDGET,
  POD_MONITOR,
  REQUEST_AUTHENTICATION,
  SERVICE,
  SIDECAR,
  TELEMETRY,
  WASM_PLUGIN,
} from '../../../world/kinds';
import { objectExample, releaseExample } from '../../release/example';
import { type Release, releasesOf } from '../../release/releases';
import { SelectorIndex } from '../../release/selector-index';
import type { Rule } from '../../rule';
import { asksFor, reportPeers } from './primary-not-let-in';

const example = (label: string) =>
  releaseExample(
    {},
    objectExample(
      'security.istio.io/v1',
      'AuthorizationPolicy',
      'reviews',
      'spec:',
      `  selector: {matchLabels: {${label}}}`,
      '  rules: [{to: [{operation: {methods: [GET]}}]}]',
    ),
  ).replace('{labels: {app: reviews}}', '{labels: {app: reviews, team: shop}}');

/** An object with a selector of pods, and what those lack that it does not select. */
interface Row {
  readonly kind: Kind<unknown>;
  readonly path: FieldPath;
  readonly selector: (spec: never) => LabelSelector | undefined;
  readonly lacks: string;
  readonly severity: Severity;
}

const row = <S>(
  kind: Kind<S>,
  path: FieldPath,
  selector: (spec: S) => LabelSelector | undefined,
  lacks: string,
  severity: Severity = 'warning',
): Row => ({ kind, path, selector, lacks, severity });

const OF_ISTIO: FieldPath = ['spec', 'selector', 'matchLabels'];
const ROWS: readonly Row[] = [
  row(
    AUTHORIZATION_POLICY,
    OF_ISTIO,
    ({ selector }) => selector,
    'requests to it are not judged by these rules',
    'error',
  ),
  row(
    NETWORK_POLICY,
    ['spec', 'podSelector'],
    ({ podSelector }) => podSelector,
    'connections to it are not restricted',
    'error',
  ),
  row(PEER_AUTHENTICATION, OF_ISTIO, ({ selector }) => selector, 'its mode of mutual TLS is another'),
  row(REQUEST_AUTHENTICATION, OF_ISTIO, ({ selector }) => selector, 'nobody looks at tokens there', 'error'),
  row(POD_DISRUPTION_BUDGET, ['spec', 'selector'], ({ selector }) => selector, 'its pods may all be evicted at once'),
  row(
    POD_MONITOR,
    ['spec', 'selector'],
    (spec) => (spec as { readonly selector?: LabelSelector }).selector,
    'nothing of it is measured',
  ),
  row(
    SERVICE,
    ['spec', 'selector'],
    ({ selector, type }) => (selector === undefined || type === 'ExternalName' ? undefined : { matchLabels: selector }),
    'between releases it has no endpoints',
  ),
  row(TELEMETRY, OF_ISTIO, ({ selector }) => selector, 'its telemetry is another'),
  row(WASM_PLUGIN, OF_ISTIO, ({ selector }) => selector, 'it does not run the plugin'),
  row(
    SIDECAR,
    ['spec', 'workloadSelector', 'labels'],
    ({ workloadSelector }) => workloadSelector && { matchLabels: workloadSelector.labels ?? {} },
    'it sees what others see',
  ),
  row(
    ENVOY_FILTER,
    ['spec', 'workloadSelector', 'labels'],
    ({ workloadSelector }) => workloadSelector && { matchLabels: workloadSelector.labels ?? {} },
    'nothing is patched there',
  ),
];

export const primaryNotSelected: Rule = {
  id: 'FLAGGER_PRIMARY_NOT_SELECTED',
  severity: 'error',
  kinds: [CANARY],
  docs: {
    says: 'a policy, filter or budget for the pods of the target of a Canary, and not for those of its primary',
    why: 'The pods that serve are those of the primary, on which the label that Flagger tells them apart by has `-primary` behind its value; all other labels are the same. A selector with the value of the target selects the new version alone, and between releases nothing.',
    fix: 'Select by a label that both have, or add the value of the primary.',
    symptoms: ['200 instead of 403', 'a policy has no effect', 'all pods evicted at once'],
    see: 'https://docs.flagger.app/usage/how-it-works#canary-target',
    wrong: example('app: reviews'),
    right: example('team: shop'),
  },

  check(mesh, report) {
    const { given } = mesh;
    for (const release of releasesOf(mesh)) {
      const { entity, target, namespace, targetId } = release;
      const names = new Set(Object.values(release.names));
      if (target?.label === undefined || targetId.kind === 'Service') continue;
      const { label, value, primaryLabels, workload } = target;
      for (const row of ROWS) {
        const selecting = (selectors(mesh).get(row)?.asking(label, value) ?? []).filter(
          ({ entity: policy, selector }) =>
            policy.id.namespace === namespace &&
            given.together(entity, policy) &&
            !isOwned(policy, names) &&
            asksFor(selector, label) &&
            matchesSelector(workload.labels, selector),
        );
        // Another of the kind may be for the primary.
        if (selecting.length === 0 || isCovered(mesh, release, row, primaryLabels)) continue;
        for (const { entity: policy } of selecting) {
          report(policy, row.path, {
            severity: row.severity,
            message: `it selects ${targetId.name} by ${label}=${value}, and not ${targetId.name}-primary, which serves with ${label}=${target.primaryValue}: ${row.lacks}`,
            fix: `select by a label that both have, or by ${label}=${target.primaryValue}, too`,
            related: [
              { entity, path: ['spec', 'targetRef', 'name'], message: `${describeId(entity.id)} makes the primary` },
              { entity: target.entity, path: [...workload.template, 'metadata', 'labels'], message: 'the labels' },
            ],
          });
        }
      }
      reportPeers(mesh, release, report);
    }
  },
};

/** An object with its selector. */
interface Selecting {
  readonly entity: Entity;
  readonly selector: LabelSelector;
}

function selectingOf({ given }: Mesh, { kind, selector: selectorOf }: Row): readonly Selecting[] {
  return given.all(kind).flatMap((entity) => {
    const selector = selectorOf((entity as Sound<never>).spec);
    return selector === undefined ? [] : [{ entity, selector }];
  });
}

const selectors = perMesh((mesh) => {
  const found = new Map<Row, SelectorIndex<Selecting>>();
  for (const row of ROWS) {
    const index = new SelectorIndex<Selecting>();
    for (const each of selectingOf(mesh, row)) index.add(each.selector, each);
    found.set(row, index);
  }
  return found;
});

function isCovered(mesh: Mesh, { entity, namespace, names }: Release, row: Row, primary: Labels): boolean {
  const own = new Set(Object.values(names));
  return selectingOf(mesh, row).some(
    ({ entity: policy, selector }) =>
      policy.id.namespace === namespace &&
      mesh.given.together(entity, policy) &&
      !isOwned(policy, own) &&
      matchesSelector(primary, selector),
  );
}

/** Flagger gives its own Services their selectors. */
function isOwned({ id }: Entity, names: ReadonlySet<string>): boolean {
  return id.kind === SERVICE.kind && names.has(id.name);
}
