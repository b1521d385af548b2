import { isMap } from '../../lib/kube/json';
import { at, changed, items, misspelt, ofKind, type Way } from './edit';
import type { Change, FaultKind, LabObject } from './fault';

interface Matcher {
  readonly of: LabObject;
  readonly name: string;
  readonly values: readonly string[];
  readonly way: Way;
  /** Scope, target and action. */
  readonly what: string;
}

function* matchers(lab: readonly LabObject[]): Generator<Matcher> {
  for (const of of ofKind(lab, 'ChaosBlade')) {
    for (const { item, way } of items(of.object, ['spec', 'experiments'])) {
      for (const matcher of items(of.object, [...way, 'matchers'])) {
        const values = Array.isArray(matcher.item.value) ? matcher.item.value.map(String) : [];
        const what = `${String(item.scope)} ${String(item.target)} ${String(item.action)}`;
        yield { of, name: String(matcher.item.name), values, way: matcher.way, what };
      }
    }
  }
}

/** A fault of each matcher of some names. */
function ofMatchers(
  name: string,
  rules: readonly string[],
  names: readonly string[],
  change: (matcher: Matcher) => Change | undefined,
): FaultKind {
  return {
    name,
    rules,
    *changes(lab) {
      for (const matcher of matchers(lab)) {
        const made = names.length === 0 || names.includes(matcher.name) ? change(matcher) : undefined;
        if (made !== undefined) yield made;
      }
    },
  };
}

const value = ({ of, way }: Matcher, text: string) => changed(of, [...way, 'value'], [text]);
const gone = ({ of, way }: Matcher) => changed(of, way, undefined);

/** Experiments of ChaosBlade. */
export const EXPERIMENT_FAULTS: readonly FaultKind[] = [
  {
    name: 'the action of an experiment is misspelt',
    rules: ['CHAOSBLADE_ACTION'],
    *changes(lab) {
      for (const of of ofKind(lab, 'ChaosBlade')) {
        for (const { item, way } of items(of.object, ['spec', 'experiments'])) {
          for (const field of ['scope', 'target', 'action'])
            yield changed(of, [...way, field], misspelt(String(at(item, [field]))));
        }
      }
    },
  },
  ofMatchers('a flag of an experiment is misspelt', ['CHAOSBLADE_FLAG'], [], ({ of, way, name }) =>
    changed(of, [...way, 'name'], misspelt(name)),
  ),
  ofMatchers('an experiment has no end', ['CHAOSBLADE_TIMEOUT'], ['timeout'], gone),
  ofMatchers('an experiment has no namespace', ['CHAOSBLADE_NAMESPACE', 'CHAOSBLADE_NO_PODS'], ['namespace'], gone),
  ofMatchers(
    'an experiment is for another namespace',
    ['CHAOSBLADE_NO_PODS', 'CHAOSBLADE_NAMESPACE'],
    ['namespace'],
    (matcher) => value(matcher, 'test'),
  ),
  ofMatchers('the labels of an experiment are on no pod', ['CHAOSBLADE_NO_PODS'], ['labels'], ({ of, way, values }) =>
    changed(
      of,
      [...way, 'value'],
      values.map((each) => each.replace(/=(.*)$/, (_, text: string) => `=${misspelt(text)}`)),
    ),
  ),
  ofMatchers('an experiment does not say what it hits', ['CHAOSBLADE_SELECTION'], ['labels'], gone),
  ofMatchers('a share of pods rounds to none', ['CHAOSBLADE_COUNT'], ['evict-count', 'evict-percent'], ({ of, way }) =>
    changed(of, way, { name: 'evict-percent', value: ['4'] }),
  ),
  ofMatchers('a number of pods is none', ['CHAOSBLADE_COUNT'], ['evict-count', 'evict-percent'], (matcher) =>
    value(matcher, '0'),
  ),
  ofMatchers(
    'the container of an experiment is misspelt',
    ['CHAOSBLADE_CONTAINER'],
    ['container-names'],
    ({ of, way, values }) => changed(of, [...way, 'value'], values.map(misspelt)),
  ),
  ofMatchers(
    'an experiment hits the sidecar in place of the app',
    ['CHAOSBLADE_CONTAINER'],
    ['container-names'],
    (matcher) => value(matcher, 'istio-proxy'),
  ),
  ofMatchers(
    'the pods of an experiment are grouped by several labels',
    ['CHAOSBLADE_GROUPS'],
    ['evict-count', 'evict-percent'],
    ({ of, way }) =>
      changed(of, way.slice(0, -1), [
        ...(at(of.object, way.slice(0, -1)) as readonly unknown[]),
        { name: 'evict-group-key', value: ['app,version'] },
      ]),
  ),
  ofMatchers(
    'an experiment lacks what its action needs',
    ['CHAOSBLADE_FLAGS_TOGETHER'],
    ['interface', 'time', 'percent', 'cpu-percent', 'mem-percent', 'domain', 'signal', 'pid', 'filepath', 'size'],
    gone,
  ),
  ofMatchers(
    'a share is more than all',
    ['CHAOSBLADE_FLAG_VALUE'],
    ['percent', 'cpu-percent', 'mem-percent'],
    (matcher) => value(matcher, '120'),
  ),
  ofMatchers('a fault of a node is about all its ports', ['CHAOSBLADE_CONTROL_PORTS'], ['local-port'], (matcher) =>
    matcher.what.startsWith('node ') ? gone(matcher) : undefined,
  ),
  ofMatchers('a value is a number', ['SCHEMA_TYPE'], ['percent', 'cpu-percent', 'timeout'], ({ of, way, values }) =>
    changed(of, [...way, 'value'], values.map(Number)),
  ),
  {
    name: 'the flags of an experiment stand where nobody reads them',
    rules: ['SCHEMA_UNKNOWN_FIELD'],
    *changes(lab) {
      for (const of of ofKind(lab, 'ChaosBlade')) {
        for (const { item, way } of items(of.object, ['spec', 'experiments'])) {
          if (isMap(item)) yield changed(of, [...way, 'flags'], { percent: '20' });
        }
      }
    },
  },
];
