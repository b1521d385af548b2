import { TextError } from '../text-error';
import { YAML_TAG } from './resolve';
import type { Directive, ScannedTag } from './scan-tag';
import type { Scanner } from './scanner';
import type { Token } from './token';

/** What handles of tags stand for: `!!` and others before the rest of a tag. */
export type Handles = ReadonlyMap<string, string>;

const DEFAULTS: readonly (readonly [string, string])[] = [
  ['!', '!'],
  ['!!', YAML_TAG],
];

/**
 * Reads what stands before `---`.
 *
 * @throws TextError
 */
export function readDirectives(scanner: Scanner): Handles {
  const handles = new Map<string, string>();
  let hasVersion = false;
  for (let token = scanner.peek(); token.kind === 'directive'; token = scanner.peek()) {
    const directive = token.detail as Directive;
    if (directive.name === 'TAG') {
      if (handles.has(directive.handle)) throw new TextError('found duplicate %TAG directive', token.start);
      handles.set(directive.handle, directive.prefix);
    } else {
      if (hasVersion) throw new TextError('found duplicate %YAML directive', token.start);
      if (directive.version !== '1.1') throw new TextError('found incompatible YAML document', token.start);
      hasVersion = true;
    }
    scanner.skip();
  }
  return new Map([...DEFAULTS, ...handles]);
}

/**
 * A tag with its handle written out.
 *
 * @throws TextError
 */
export function tagOf({ detail, start }: Token, handles: Handles): string {
  const { handle, suffix } = detail as ScannedTag;
  if (handle === '') return suffix;
  const prefix = handles.get(handle);
  if (prefix === undefined) throw new TextError('found undefined tag handle', start);
  return prefix + suffix;
}
