import type { FieldPath } from '../../../model/finding';
import type { Labels, Sound } from '../../../world/entity';
import type { Kind } from '../../../world/kind';
import {
  DESTINATION_RULE,
  ENVOY_FILTER,
  PEER_AUTHENTICATION,
  PROXY_CONFIG,
  REQUEST_AUTHENTICATION,
  WASM_PLUGIN,
} from '../../../world/kinds';
import { documents, istio, shop } from '../../examples';
import type { Rule } from '../../rule';
import { reportUnenforced } from '../../unenforced';

const example = (app: string) =>
  documents(
    shop('reviews'),
    istio('PeerAuthentication', 'reviews', `selector: {matchLabels: {app: ${app}}}\nmtls: {mode: STRICT}`),
  );

/** An object with a selector: where it stands, and what does not happen. */
interface Row<S> {
  readonly kind: Kind<S>;
  readonly labels: (entity: Sound<S>) => Labels | undefined;
  readonly path: FieldPath;
  readonly consequence: string;
  readonly everywhere: boolean;
}

const row = <S>(
  kind: Kind<S>,
  labels: (spec: S) => Labels | undefined,
  path: FieldPath,
  consequence: string,
  everywhere = true,
): Row<unknown> => ({
  kind,
  labels: (entity) => labels(entity.spec as S),
  path,
  consequence,
  everywhere,
});

const SELECTOR = ['spec', 'selector', 'matchLabels'];
const ROWS: readonly Row<unknown>[] = [
  row(PEER_AUTHENTICATION, (s) => s.selector?.matchLabels, SELECTOR, 'the mode of mutual TLS is for nobody', false),
  row(REQUEST_AUTHENTICATION, (s) => s.selector?.matchLabels, SELECTOR, 'nobody looks at tokens'),
  row(WASM_PLUGIN, (s) => s.selector?.matchLabels, SELECTOR, 'nobody runs the plugin'),
  row(PROXY_CONFIG, (s) => s.selector?.matchLabels, SELECTOR, 'the settings are for nobody', false),
  row(ENVOY_FILTER, (s) => s.workloadSelector?.labels, ['spec', 'workloadSelector', 'labels'], 'nothing is patched'),
  row(
    DESTINATION_RULE,
    (s) => s.workloadSelector?.matchLabels,
    ['spec', 'workloadSelector', 'matchLabels'],
    'no client follows the rule',
    false,
  ),
];

export const selectsNothing: Rule = {
  id: 'MESH_SELECTS_NOTHING',
  severity: 'warning',
  kinds: ROWS.map(({ kind }) => kind),
  docs: {
    says: 'a selector of a policy that selects no pod in the mesh',
    why: 'Policies are carried out by the proxies of the pods that they select. One that selects none, or pods without a proxy, does nothing, and nothing says so.',
    fix: 'Write labels that the pods have, and see to it that they get a sidecar.',
    symptoms: ['a policy has no effect'],
    see: 'https://istio.io/latest/docs/reference/config/type/workload-selector/',
    wrong: example('review'),
    right: example('reviews'),
  },

  check(mesh, report) {
    for (const { kind, labels: labelsOf, path, consequence, everywhere } of ROWS) {
      for (const entity of mesh.given.all(kind)) {
        const labels = labelsOf(entity);
        if (labels === undefined || Object.keys(labels).length === 0) continue;
        reportUnenforced(mesh, report, entity, { labels, path, consequence, everywhere });
      }
    }
  },
};
