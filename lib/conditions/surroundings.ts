import { isMap } from '../kube/json';
import { type Answer, answer } from './answer';

/** What a condition says of where a request or connection comes from, and where it arrives. */
export interface Arrival {
  /** 0: any. */
  readonly port: number;
  /** Empty: any of the VirtualService. */
  readonly gateways: readonly string[];
  readonly labels: ReadonlyMap<string, string>;
  /** Empty: any. */
  readonly namespace: string;
}

/** What a VirtualService says of all its conditions. */
export interface Surroundings {
  /** Its gateways. @default - `mesh` */
  readonly gateways?: readonly string[] | undefined;
  /** Its namespace, in which names of gateways without one are. */
  readonly namespace?: string | undefined;
}

/** Reads the fields that conditions of all kinds have. */
export function readArrival(match: unknown, { namespace }: Surroundings): Arrival {
  const fields = isMap(match) ? match : {};
  const labels = isMap(fields.sourceLabels) ? Object.entries(fields.sourceLabels) : [];
  return {
    port: typeof fields.port === 'number' ? fields.port : 0,
    gateways: textsOf(fields.gateways).map((name) => wholeName(name, namespace)),
    labels: new Map(labels.map(([key, value]) => [key, String(value ?? '')])),
    namespace: textOf(fields.sourceNamespace),
  };
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(textOf) : [];
}

/** `gw` of namespace `shop` is `shop/gw`. */
function wholeName(name: string, namespace: string | undefined): string {
  return name === 'mesh' || name.includes('/') || namespace === undefined ? name : `${namespace}/${name}`;
}

export interface ArrivalOptions {
  /** Whether labels and namespace of the source are not looked at where there are gateways, as in rules of `http`. */
  readonly gatewaysReplaceSource: boolean;
}

/** Whether everything that arrives as one condition says arrives as the other says, too. */
export function arrivalIncludes(
  outer: Arrival,
  inner: Arrival,
  around: Surroundings,
  { gatewaysReplaceSource }: ArrivalOptions,
): Answer {
  if (outer.port !== 0 && outer.port !== inner.port) return 'no';
  if (outer.gateways.length > 0) {
    const all = (around.gateways ?? ['mesh']).map((name) => wholeName(name, around.namespace));
    const reached = inner.gateways.length > 0 ? inner.gateways : all;
    if (!reached.every((name) => outer.gateways.includes(name))) return 'no';
    if (gatewaysReplaceSource) return 'yes';
  }
  if (outer.labels.size === 0 && outer.namespace === '') return 'yes';
  if (gatewaysReplaceSource && inner.gateways.length > 0) return 'no';
  const labels = [...outer.labels].every(([key, value]) => inner.labels.get(key) === value);
  return answer(labels && (outer.namespace === '' || outer.namespace === inner.namespace));
}
