import { inYaml } from '../kube/yaml-text';
import { formatPath } from '../model/finding';
import type { Difference } from '../routing-tests/mutation/fingerprint';
import type { Mutant } from '../routing-tests/mutation/mutants';
import type { MutantFate } from '../routing-tests/mutation/mutate';
import { partsOf } from '../routing-tests/mutation/telling-request';
import type { TestRequest } from '../routing-tests/request-test';
import { describeId } from '../world/entity';
import type { Paint } from './paint';
import { fileAndLine } from './request-text';
import type { MutationCounts } from './test-report';

/** What goes unnoticed, each with its place and with a request that would tell it. */
export function* printMutation(
  { survived, alike }: { readonly survived: readonly MutantFate[]; readonly alike: readonly MutantFate[] },
  { noticed, all, percent }: MutationCounts,
  paint: Paint,
): Generator<string> {
  const rest = survived.length === 0 ? '' : '; these go unnoticed';
  yield `${paint('bold', 'mutants')}: tests notice ${noticed} of ${all} changes of the mesh (${percent} %)${rest}\n`;
  for (const { mutant, killer } of survived) {
    yield `  ${mutantWords(mutant)}  ${paint('dim', fileAndLine(mutant))}\n`;
    if (killer === undefined) continue;
    yield `      a test of ${inYaml(requestWords(killer.request))}\n`;
    yield `      would tell: ${differenceWords(killer.difference)}\n`;
  }
  if (alike.length > 0) {
    const words = alike.length === 1 ? '1 change more, which' : `${alike.length} changes more, which`;
    yield `  ${words} no request was found for that tells it, may mean the same\n`;
  }
  yield '\n';
}

/** `VirtualService web/a spec.http[0].timeout: 3s → none` */
export function mutantWords({ entity, path, from, to }: Mutant): string {
  const value = (each: unknown) => (each === undefined ? 'none' : inYaml(each));
  return `${describeId(entity.id)} ${formatPath(path)}: ${value(from)} → ${value(to)}`;
}

/** A request as a file of tests has it. */
export function requestWords({ source, text, options }: TestRequest): Readonly<Record<string, unknown>> {
  const { method, url } = partsOf(text);
  const { headers, ...others } = options;
  const lines = [...(Array.isArray(headers) ? headers : Object.entries(headers ?? {}))] as readonly [string, unknown][];
  return {
    ...(source === undefined ? {} : { source }),
    ...(method === undefined || method === 'GET' ? {} : { method }),
    url,
    ...(lines.length === 0 ? {} : { headers: Object.fromEntries(lines) }),
    ...others,
  };
}

function differenceWords({ what, before, after }: Difference): string {
  const [, field] = /^rule\.(.*)$/.exec(what) ?? [];
  if (field !== undefined) return `${field} of its rule is ${before}, with the change ${after}`;
  return `it is ${before}, with the change ${after}`;
}
