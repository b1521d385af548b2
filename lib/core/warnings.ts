import type { IConstruct } from 'constructs';
import { located } from './errors';

const WARNING = 'meshwright:warning';

/**
 * Says what a construct does otherwise than one would think, although it is no error. The synthesis prints it with the
 * construct's path: `warning: [web/route] …`.
 */
export function warn(construct: IConstruct, message: string): void {
  construct.node.addMetadata(WARNING, message);
}

/** The warnings about a construct, a line each. */
export function warningsOf(construct: IConstruct): string[] {
  return construct.node.metadata
    .filter(({ type }) => type === WARNING)
    .map(({ data }) => located(construct, String(data)));
}
