import { codeOf, messageOf } from '../kube/thrown';

/** What only a project of constructs has. */
const OPTIONAL: ReadonlySet<string> = new Set(['cdk8s', 'cdk8s-plus-27', 'constructs']);

/** Says what to install when a command needs a package that is not there; nothing of other errors. */
export function missingPackage(error: unknown): string | undefined {
  if (codeOf(error) !== 'MODULE_NOT_FOUND') return undefined;
  const [, name = ''] = /^Cannot find module '([^']+)'/.exec(messageOf(error)) ?? [];
  if (!OPTIONAL.has(name)) return undefined;
  return `this needs ${name}, which is not installed: npm install ${[...OPTIONAL].join(' ')}`;
}
