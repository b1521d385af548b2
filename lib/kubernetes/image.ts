import type { Construct } from 'constructs';
import { MeshwrightError } from '../core/errors';

const COMPONENT = '[a-z0-9]+(?:(?:\\.|_{1,2}|-+)[a-z0-9]+)*';
const REGISTRY = '(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\\d+)?/)?';
const IMAGE = new RegExp(
  `^(${REGISTRY}${COMPONENT}(?:/${COMPONENT})*)(?::([\\w][\\w.-]{0,127}))?(@sha256:[a-f0-9]{64})?$`,
);

/**
 * Checks that an image is well written and pinned: without a tag or with `latest`, two pods of one Deployment can run
 * different code.
 *
 * @see https://kubernetes.io/docs/concepts/containers/images/#image-names
 */
export function checkImage(where: Construct, image: string, unpinned = false): void {
  const match = IMAGE.exec(image);
  if (!match) {
    throw new MeshwrightError(
      where,
      `image "${image}" is no reference to an image: [registry/]name:tag or [registry/]name@sha256:digest, the name in lower case`,
    );
  }
  const [, name, tag, digest] = match;
  if (digest !== undefined || unpinned) return;
  if (tag === undefined) {
    throw new MeshwrightError(where, `image "${image}" has no tag: pin a version, such as "${name}:1.0.0"`);
  }
  if (tag === 'latest') {
    throw new MeshwrightError(
      where,
      `image "${image}" moves with every release: pin a version, such as "${name}:1.0.0"`,
    );
  }
}
