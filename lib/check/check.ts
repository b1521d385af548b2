import type { Finding } from '../model/finding';
import type { Manifest } from '../model/manifest';
import type { Manifests } from '../model/read-manifests';
import { tell } from '../violation/message';
import type { Violation } from '../violation/violation';
import type { Judge, Judged } from './judge';

/** What was read, with what is known of each manifest by itself. */
export interface CheckedDocument {
  readonly judged: readonly Judged[];
  /** What is wrong with the text, and with the lists around its objects. */
  readonly findings: readonly Finding[];
}

/**
 * Judges manifests as they are read, document by document: what was judged is garbage when its turn is over, unless
 * somebody keeps it.
 */
export function* check(documents: Iterable<Manifests>, judge: Judge): Generator<CheckedDocument> {
  for (const { manifests, lists, findings } of documents) {
    const judged = manifests.map((manifest) => judge.judge(manifest));
    const ofLists = lists.flatMap((list) => judge.ofList(list).map((violation) => findingOf(list, violation)));
    yield { judged, findings: [...findings, ...ofLists] };
  }
}

/** What is wrong with a manifest, with its places. */
export function findingsOf({ manifest, violations }: Judged): readonly Finding[] {
  return violations.map((violation) => findingOf(manifest, violation));
}

function findingOf(manifest: Manifest, violation: Violation): Finding {
  const { resource, file } = manifest;
  const path = violation.path.parts;
  return { ...tell(violation, () => manifest.written?.(path)), resource, file, ...manifest.locate(path) };
}
