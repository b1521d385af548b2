import {
  AUTHORIZATION_POLICY,
  GATEWAY,
  REQUEST_AUTHENTICATION,
  SECRET,
  TELEMETRY,
  VIRTUAL_SERVICE,
  WASM_PLUGIN,
} from '../kinds';
import { type Row, type RowsOfKind, row, written } from './row';

/** `namespace/name`, or a name in the namespace of the object; the word for all sidecars is no name. */
export function gatewayName(text: string): { readonly namespace?: string; readonly name: string } | undefined {
  if (text === 'mesh') return undefined;
  const [namespace, name] = text.split('/', 2);
  return name === undefined ? { name: text } : { namespace, name };
}

const TARGET_ROWS: readonly Row[] = [
  row('spec.targetRef.name', 'parent', written()),
  row('spec.targetRefs[].name', 'parent', written()),
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
  [WASM_PLUGIN, [...TARGET_ROWS, row('spec.imagePullSecret', 'image pull secret', SECRET)]],
];
