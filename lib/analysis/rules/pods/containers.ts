import type { FieldPath } from '../../../model/finding';
import type { Container } from '../../../world/native-specs';
import type { Workload } from '../../../world/workload';

/** The containers of pods, those that start before others included, and where they stand. */
export function containersOf({
  pod,
  template,
}: Workload): readonly { readonly container: Container; readonly path: FieldPath }[] {
  return (['containers', 'initContainers'] as const).flatMap((list) =>
    (pod?.[list] ?? []).map((container, index) => ({ container, path: [...template, 'spec', list, index] })),
  );
}
