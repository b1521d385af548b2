import {
  AUTHORIZATION_POLICY,
  ENVOY_FILTER,
  GATEWAY,
  REQUEST_AUTHENTICATION,
  SECRET,
  TELEMETRY,
  VIRTUAL_SERVICE,
  WASM_PLUGIN,
} from '../kinds';
import { type Row, type RowsOfKind, row, written } from './row';

/**
 * `namespace/name`, or a name in the namespace of the object; `name.namespace` and more is the form of old. The word for
 * all sidecars is no name.
 */
export function gatewayName(text: string): { readonly namespace?: string; readonly name: string } | undefined {
  if (text === 'mesh') return undefined;
  const slash = text.indexOf('/');
  if (slash !== -1) {
    const [namespace, name] = [text.slice(0, slash), text.slice(slash + 1)];
    return namespace === '.' ? { name } : { namespace, name };
  }
  const [name = '', namespace] = text.split('.');
  return namespace === undefined || namespace === '' ? { name } : { namespace, name };
}

/** A group that is called `core` is the one without a name. */
const target: Row['target'] = (around) => written()(around.group === 'core' ? { ...around, group: '' } : around);

const TARGET_ROWS: readonly Row[] = [
  row('spec.targetRef.name', 'parent', target),
  row('spec.targetRefs[].name', 'parent', target),
];

/** What Istio's kinds name, other than hosts. @see https://istio.io/latest/docs/reference/config/networking/ */
export const ISTIO_ROWS: readonly RowsOfKind[] = [
  [
    VIRTUAL_SERVICE,
    [
      ...['spec.gateways[]', ...['http', 'tls', 'tcp'].map((each) => `spec.${each}[].match[].gateways[]`)].map((at) =>
        row(at, 'parent', GATEWAY, { parse: gatewayName }),
      ),
      row('spec.http[].delegate.name', 'backend', VIRTUAL_SERVICE, { namespace: 'namespace' }),
    ],
  ],
  [AUTHORIZATION_POLICY, TARGET_ROWS],
  [REQUEST_AUTHENTICATION, TARGET_ROWS],
  [TELEMETRY, TARGET_ROWS],
  [ENVOY_FILTER, TARGET_ROWS],
  [WASM_PLUGIN, [...TARGET_ROWS, row('spec.imagePullSecret', 'image pull secret', SECRET)]],
];
