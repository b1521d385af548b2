import { describeObject, groupOf } from '../kube/object-reference';
import { plural } from '../kube/plural';
import type { Form } from './declaration';
import type { Migration } from './migrate';
import type { SourceObject } from './read/read-sources';
import { OTHER_WORDS } from './same';

/** The forms, the best first, and what they are called in a report. */
const FORMS: readonly (readonly [Form, string])[] = [
  ['construct', 'by constructs'],
  ['generated class', 'by generated classes'],
  ['ApiObject', 'by plain ApiObjects'],
  ['YAML', 'left as YAML, and included'],
];

/** What a migration has done, as lines for people. */
export function* reportLines(migration: Migration): Generator<string> {
  const { objects, proof, units, passedOver, repeated, removed } = migration;
  yield `${plural(objects.length, 'object')} in ${plural(units.length, 'chart')}:`;
  for (const [form, words] of FORMS) {
    const count = objects.filter((each) => each.form === form).length;
    if (count > 0) yield `  ${count} ${words}`;
  }
  yield `${proof.same} of ${proof.objects} objects are the same`;
  for (const [words, count] of proof.otherWords) yield `  ${count} of them ${OTHER_WORDS[words]}`;
  for (const difference of proof.differences) yield `  differs: ${difference}`;
  const { changes, requests } = proof.traffic;
  yield changes === 0
    ? `traffic does not change${requests === 0 ? '' : `: ${plural(requests, 'request')} simulated before and after`}`
    : `traffic changes: ${plural(changes, 'kind')} of requests (meshwright diff says which)`;
  const others = objects.filter(({ form }) => form === 'generated class' || form === 'ApiObject');
  const reasons = objects.filter(({ form, reason }) => form !== 'construct' && reason !== undefined);
  const kinds = new Set(others.filter(({ reason }) => reason === undefined).map(({ source }) => kindOf(source)));
  if (reasons.length > 0 || kinds.size > 0) yield 'not by a construct:';
  if (kinds.size > 0) yield `  kinds that are not written as constructs: ${[...kinds].sort().join(', ')}`;
  for (const { source, form, reason } of reasons) {
    yield `  ${source.file}: ${describeObject(source.reference)} (${form}): ${reason}`;
  }
  if (removed.size > 0) yield 'taken away, as the server or a tool had written it:';
  for (const [what, count] of [...removed].sort()) yield `  ${what} of ${plural(count, 'object')}`;
  if (repeated.length > 0) yield `in several files, and written once: ${plural(repeated.length, 'object')}`;
  for (const line of repeated) yield `  ${line}`;
  if (passedOver.length > 0) yield 'passed over:';
  for (const line of passedOver) yield `  ${line}`;
}

function kindOf({ reference: { apiVersion, kind } }: SourceObject): string {
  const group = groupOf(apiVersion);
  return group === '' ? kind : `${kind} of ${group}`;
}

/** What a migration has done, for programs. */
export function reportJson(migration: Migration): object {
  const { objects, proof, units, passedOver, repeated, removed, files } = migration;
  return {
    objects: objects.map(({ source, form, reason }) => ({
      file: source.file,
      ...source.reference,
      form,
      ...(reason === undefined ? {} : { reason }),
    })),
    charts: units.map(({ id, module, namespace, scenario }) => ({
      id,
      module: `${module}.ts`,
      ...(namespace === undefined ? {} : { namespace }),
      scenario: scenario !== undefined,
    })),
    proof: {
      objects: proof.objects,
      same: proof.same,
      otherWords: Object.fromEntries(proof.otherWords),
      differences: proof.differences,
      traffic: proof.traffic,
    },
    removed: Object.fromEntries(removed),
    repeated,
    passedOver,
    files: [...files.keys()].sort(),
  };
}
