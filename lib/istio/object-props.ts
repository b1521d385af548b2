import type { Construct } from 'constructs';
import type { Metadata } from '../../imports/networking.istio.io';
import { checkAnnotations, checkDnsSubdomain, checkLabels } from '../core/names';

/** What every construct says of the object that it makes. */
export interface ObjectProps {
  /**
   * The object's name in the cluster.
   * @default - the construct's id
   */
  readonly name?: string;
  /** Labels of the object, beside those of the chart. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations of the object. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The metadata of the object that a construct makes. Names are explicit: in a mesh they are what others route by. */
export function objectMetadata(
  construct: Construct,
  { name = construct.node.id, labels, annotations }: ObjectProps,
): Metadata & { name: string } {
  checkDnsSubdomain(construct, 'name', name);
  checkLabels(construct, labels ?? {});
  checkAnnotations(construct, annotations ?? {});
  return { name, labels, annotations };
}
