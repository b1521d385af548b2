import type { JsonMap } from '../../kube/json';
import { create, type Expression, imported, literal, member, method, THIS } from '../code/expression';
import { isTemplate } from '../code/text';
import { cannot } from './inexpressible';
import { field, fields, json, kubernetes, mapOf, maybe, textOf } from './values';

const POD_SECURITY = 'pod-security.kubernetes.io/';

/** `new Namespace(this, 'shop', { injection: true })` */
export function namespace(object: JsonMap, id: string): Expression {
  const { apiVersion: _, kind: __, metadata, ...others } = object;
  const { name, labels, ...rest } = mapOf(metadata) ?? {};
  const [other] = [...Object.keys(others), ...Object.keys(rest)];
  if (other !== undefined) cannot(`the construct has no ${other}`);
  if (name !== id) cannot('its name is that of another construct of the chart');
  const {
    'istio-injection': injection,
    'istio.io/rev': revision,
    'istio.io/dataplane-mode': mode,
    'istio.io/use-waypoint': waypoint,
    'istio.io/use-waypoint-namespace': ofWaypoint,
    ...plain
  } = mapOf(labels) ?? {};
  if (mode !== 'ambient' && (mode ?? waypoint ?? ofWaypoint) !== undefined) {
    return cannot('it has a waypoint or a mode, and is not in ambient mode');
  }
  const levels = Object.entries(plain).filter(([key]) => key.startsWith(POD_SECURITY) && !key.endsWith('-version'));
  const version = plain[`${POD_SECURITY}enforce-version`];
  const own = Object.entries(plain).filter(([key]) => !key.startsWith(POD_SECURITY));
  const props = fields([
    injection !== undefined
      ? field('injection', literal(injection === 'enabled'))
      : revision !== undefined
        ? field('injection', fields([field('revision', json(revision))]))
        : undefined,
    mode === undefined ? undefined : field('ambient', ambient(waypoint, ofWaypoint)),
    levels.length === 0
      ? undefined
      : field(
          'podSecurity',
          fields([
            ...levels.map(([key, value]) => field(key.slice(POD_SECURITY.length), json(value))),
            field('version', maybe(version)),
          ]),
        ),
    own.length === 0 ? undefined : field('labels', json(Object.fromEntries(own))),
  ]);
  const parts = props.entries.length === 0 ? [] : [props];
  return create(kubernetes('Namespace'), THIS, literal(id), ...parts);
}

function ambient(waypoint: unknown, namespace: unknown): Expression {
  if (waypoint === undefined) return fields([]);
  // The waypoint stands in the chart of its namespace, which comes later.
  const reference = fields([field('name', json(waypoint)), field('namespace', maybe(namespace))]);
  return fields([
    field('waypoint', method(member(imported('meshwright', 'gatewayApi'), 'Waypoint'), 'reference', reference)),
  ]);
}

/** How many lines a text may have to stand in the code. */
const SHORT = 8;

/** A text that is long stands in a file of its own, beside the code. */
export function textOrFile(text: string, path: string): Expression {
  const isLong = isTemplate(text) && text.split('\n').length > SHORT;
  return isLong ? { type: 'file', path, text } : literal(text);
}

/** `new ConfigMap(this, 'dashboards', { data: { 'mesh.json': readFileSync(…) } })` */
export function configMap(object: JsonMap, id: string, folder: string): Expression {
  const { apiVersion: _, kind: __, metadata, data, immutable, ...others } = object;
  const { name, namespace: ___, labels, annotations, ...rest } = mapOf(metadata) ?? {};
  const [other] = [...Object.keys(others), ...Object.keys(rest)];
  if (other !== undefined) cannot(`the construct has no ${other}`);
  const text = textOf(name);
  return create(
    kubernetes('ConfigMap'),
    THIS,
    literal(id),
    fields([
      text === id ? undefined : field('name', maybe(text)),
      field('labels', maybe(labels)),
      field('annotations', maybe(annotations)),
      field('immutable', maybe(immutable)),
      field('data', dataOf(mapOf(data) ?? {}, `${folder}/${text ?? id}`), ['data']),
    ]),
  );
}

/** Texts by key, long ones as files. */
function dataOf(data: JsonMap, folder: string): Expression {
  return fields(
    Object.entries(data).map(([key, value]) => {
      const text = textOf(value) ?? cannot('a text is none');
      return field(key, textOrFile(text, `${folder}/${fileName(key)}`), ['data', key]);
    }),
  );
}

function fileName(key: string): string {
  return /\.\w+$/.test(key) ? key : `${key}.txt`;
}
