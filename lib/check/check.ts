import type { Finding } from '../model/finding';
import type { Manifest } from '../model/manifest';
import type { Manifests } from '../model/read-manifests';
import { tell } from '../violation/message';
import type { Violation } from '../violation/violation';
import { at } from '../world/workload';
import type { Judged } from './judge';
import type { AnyJudge } from './late-judge';

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
export function* check(documents: Iterable<Manifests>, judge: AnyJudge): Generator<CheckedDocument> {
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
  const told = tell(violation, () => manifest.written?.(path));
  const unfilled = told.severity === 'error' && isPlaceholder(at(manifest.object, path));
  return { ...told, ...(unfilled ? UNFILLED : {}), resource, file, ...manifest.locate(path) };
}

/** What is wrong before a value is filled in may be right afterwards. */
const UNFILLED = { severity: 'warning', fix: 'check what comes out when it is filled in' } as const;

/** As `envsubst`, Flux, Kustomize and Helm fill in. */
const PLACEHOLDER = /\$\{\w+(?:[:=-][^}]*)?\}|\$\(\w[\w.-]*\)|\{\{.*\}\}/s;

function isPlaceholder(value: unknown): boolean {
  return typeof value === 'string' && PLACEHOLDER.test(value);
}
