import type { Construct } from 'constructs';
import type { Metadata } from '../../imports/networking.istio.io';
import { MeshwrightError } from '../core/errors';

/** What every construct says of the object that it makes. */
export interface ObjectProps {
  /**
   * The object's name in the cluster.
   * @default - the construct's id
   */
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The metadata of the object that a construct makes. Names are explicit: in a mesh they are what others route by. */
export function objectMetadata(
  construct: Construct,
  { name = construct.node.id, labels, annotations }: ObjectProps,
): Metadata & { name: string } {
  if (!/^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/.test(name)) {
    throw new MeshwrightError(
      construct,
      `name "${name}" is not one that Kubernetes takes: use up to 253 lower case letters, digits, "-" and "."`,
    );
  }
  return { name, labels, annotations };
}
