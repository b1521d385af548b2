import { CONTAINER_ACTIONS, NODE_ACTIONS, POD_ACTIONS } from '../../chaosblade-catalogue/actions';
import { findAction, type KnownAction } from '../../chaosblade-catalogue/catalogue';
import { FORMS } from '../../chaosblade-catalogue/form';
import { equalJson, type JsonMap } from '../../kube/json';
import type { FieldPath } from '../../model/finding';
import { create, type Entry, type Expression, imported, literal, method, THIS } from '../code/expression';
import { cannot } from './inexpressible';
import { specOf } from './metadata';
import type { Scope } from './scope';
import { chaosblade, field, fields, json, listed, listOf, mapOf, mapsOf, maybe, seconds, textOf } from './values';

const CATALOGUES = {
  node: { actions: NODE_ACTIONS, faults: 'NodeFault', target: 'nodes' },
  pod: { actions: POD_ACTIONS, faults: 'PodFault', target: 'pods' },
  container: { actions: CONTAINER_ACTIONS, faults: 'ContainerFault', target: 'container' },
} as const;

/** `new ChaosExperiment(this, 'delay', { fault: PodFault.networkDelay({ … }), target: …, duration: … })` */
export function chaosExperiment(object: JsonMap, id: string, scope: Scope): Expression {
  const { name, namespace: _, ...metadata } = mapOf(object.metadata) ?? {};
  const [other] = Object.keys(metadata);
  if (other !== undefined) cannot(`the construct writes metadata.${other} itself`);
  if (name !== id) cannot('its name is that of another construct of the chart');
  const [first, ...others] = mapsOf(specOf(object).experiments) ?? [];
  if (first === undefined) return cannot('it has no experiment');
  const at = ['spec', 'experiments'];
  return create(
    chaosblade('ChaosExperiment'),
    THIS,
    literal(id),
    fields([
      ...attack(first, [...at, 0], scope),
      others.length === 0
        ? undefined
        : field(
            'alongside',
            listed(others, at, (each, place) =>
              method(chaosblade('Attack'), 'of', fields([...attack(each, place, scope)])),
            ),
          ),
    ]),
  );
}

/** What the operator reads of a matcher. */
type Matchers = ReadonlyMap<string, readonly string[]>;

function attack(written: JsonMap, at: FieldPath, scope: Scope): readonly (Entry | undefined)[] {
  const of =
    CATALOGUES[textOf(written.scope) as keyof typeof CATALOGUES] ?? cannot('its scope is none of the catalogue');
  const target = textOf(written.target) ?? '';
  const action = textOf(written.action) ?? '';
  const known = findAction(String(written.scope), target, action) ?? cannot(`the catalogue has no ${target} ${action}`);
  const name = Object.entries(of.actions).find(([, what]) => what === known.what)?.[0] ?? cannot('no such fault');
  const matchers: Matchers = new Map(
    (mapsOf(written.matchers) ?? []).map((matcher): [string, readonly string[]] => [
      textOf(matcher.name) ?? '',
      (listOf(matcher.value) ?? []).map(String),
    ]),
  );
  const [timeout] = matchers.get('timeout') ?? [];
  if (timeout === undefined && known.what.ending === 'duration') {
    cannot('it ends when somebody deletes it, and the construct asks for a duration');
  }
  const flags = fields(flagEntries(known, matchers));
  return [
    field('desc', maybe(written.desc)),
    field('fault', method(chaosblade(of.faults), name, ...(flags.entries.length === 0 ? [] : [flags])), [
      ...at,
      'action',
    ]),
    field('target', chaosTarget(of.target, matchers, scope), [...at, 'matchers']),
    timeout === undefined
      ? known.what.ending === 'deletion'
        ? field('untilDeleted', literal(true))
        : undefined
      : field('duration', seconds(Number(timeout))),
  ];
}

const OF_TARGET = new Set([
  ...['names', 'labels', 'namespace', 'evict-count', 'evict-percent', 'timeout'],
  ...['container-names', 'container-ids', 'container-index'],
]);

/** How texts are written, even where they look like numbers. */
const TEXTS: ReadonlySet<unknown> = new Set([
  ...[FORMS.word, FORMS.words, FORMS.path, FORMS.networkInterface, FORMS.fileMode, FORMS.address, FORMS.ipv4],
  FORMS.ipv4Ranges,
]);

function flagEntries({ flags }: KnownAction, matchers: Matchers): readonly (Entry | undefined)[] {
  return [...matchers].flatMap(([spelling, values]) => {
    if (OF_TARGET.has(spelling)) return [];
    const { name, flag } = flags.get(spelling) ?? cannot(`the catalogue has no flag ${spelling}`);
    const isText = TEXTS.has(flag.form);
    const items = values.flatMap((value) => (flag.form.list ? value.split(',') : value));
    const written = items.map((item) => (isText ? literal(item) : flagValue(item, flag.form)));
    const [only, second] = written;
    if (only === undefined) return cannot(`flag ${spelling} has no value`);
    return [field(name, second === undefined ? only : { type: 'list', items: written.map((value) => ({ value })) })];
  });
}

function flagValue(text: string, { unit, given }: { readonly unit?: string; readonly given?: true }): Expression {
  if (given) return literal(text === 'true');
  const number = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
  if (unit === 'mebibytes') return method(imported('cdk8s', 'Size'), 'mebibytes', literal(number ?? cannot('no size')));
  if (unit === 'seconds') return seconds(number) ?? cannot('no time');
  if (unit === 'milliseconds') {
    return number !== undefined && number % 1000 === 0
      ? (seconds(number / 1000) as Expression)
      : method(imported('cdk8s', 'Duration'), 'millis', literal(number ?? cannot('no time')));
  }
  return literal(number ?? text);
}

function chaosTarget(kind: string, matchers: Matchers, scope: Scope): Expression {
  const of = { type: 'member', of: chaosblade('ChaosTarget'), name: kind } as const;
  const names = matchers.get('names')?.flatMap((name) => name.split(','));
  const labels = matchers.get('labels') && labelsOf(matchers.get('labels') ?? []);
  if (kind === 'nodes') {
    if (names) return method(of, 'named', ...names.map((name) => literal(name)));
    return method(
      of,
      'labelled',
      json(labels ?? cannot('it says not which nodes')),
      fields([field('blast', blast(matchers))]),
    );
  }
  const [namespace] = matchers.get('namespace') ?? [];
  const where = field(
    'namespace',
    fields([field('name', literal(namespace ?? cannot('it says not which namespace')))]),
  );
  const container = kind === 'container' ? field('container', containers(matchers)) : undefined;
  if (names) return method(of, 'named', fields([where, field('names', json(names)), container]));
  const wanted = labels ?? cannot('it says not which pods');
  const app = namespace === scope.namespace ? scope.app(wanted) : undefined;
  if (app !== undefined && container === undefined) {
    return { type: 'call', isNew: false, callee: of, arguments: [app, fields([field('blast', blast(matchers))])] };
  }
  return method(
    of,
    'labelled',
    fields([where, field('labels', json(wanted)), field('blast', blast(matchers)), container]),
  );
}

function labelsOf(pairs: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pairs
      .flatMap((pair) => pair.split(','))
      .map((pair) => {
        const [key, value, more] = pair.split('=');
        return key && value !== undefined && more === undefined ? [key, value] : cannot(`"${pair}" is no label`);
      }),
  );
}

function blast(matchers: Matchers): Expression {
  const of = (name: string) => {
    const [value] = matchers.get(name) ?? [];
    return value === undefined ? undefined : literal(Number(value));
  };
  const written = fields([field('count', of('evict-count')), field('percent', of('evict-percent'))]);
  return written.entries.length === 0 ? cannot('the construct asks how many it may hit at most') : written;
}

function containers(matchers: Matchers): Expression {
  const [names, ids, index] = ['container-names', 'container-ids', 'container-index'].map((name) => matchers.get(name));
  if (names !== undefined) return json(equalJson(names.length, 1) ? names[0] : names);
  if (ids !== undefined) return fields([field('ids', json(ids))]);
  return fields([field('index', literal(Number(index?.[0] ?? cannot('it says not which containers'))))]);
}
