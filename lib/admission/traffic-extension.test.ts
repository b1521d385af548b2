import { describe, expect, test } from '@jest/globals';
import { said } from './fixtures';

describe('what is added', () => {
  test.each<[string, object, string[]]>([
    [
      'a script',
      { lua: { inlineCode: 'function envoy_on_request(handle) end' }, match: [{ ports: [{ number: 80 }] }] },
      [],
    ],
    ['a module', { wasm: { url: 'oci://a/b' } }, []],
    ['nothing', { phase: 'AUTHN' }, ['error spec: the extension does nothing']],
    ['both', { wasm: { url: 'oci://a/b' }, lua: { inlineCode: 'x' } }, ['error spec: wasm and lua exclude each other']],
    ['a script without code', { lua: {} }, ['error spec.lua.inlineCode: there is no code']],
    [
      'a long script',
      { lua: { inlineCode: '-'.repeat(65537) } },
      ['error spec.lua.inlineCode: the code has 65537 bytes, 65536 are allowed'],
    ],
    ['a module from nowhere', { wasm: {} }, ['error spec.wasm.url: it is not said where the module is']],
  ])('GIVEN %s', (_what, spec, expected) => {
    expect(said('TrafficExtension', spec)).toEqual(expected);
  });
});
