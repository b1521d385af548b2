import type { JsonMap } from '../../kube/json';

const LOCALHOST = 'localhost/';

/** The field that an annotation of AppArmor stands for; nothing for one that is malformed. */
export function profileOf(annotation: string): JsonMap | undefined {
  if (annotation === 'unconfined') return { type: 'Unconfined' };
  if (annotation === 'runtime/default') return { type: 'RuntimeDefault' };
  if (!annotation.startsWith(LOCALHOST)) return undefined;
  const profile = annotation.slice(LOCALHOST.length);
  return profile === '' ? undefined : { type: 'Localhost', localhostProfile: profile };
}
