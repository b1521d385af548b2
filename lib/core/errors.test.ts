import { describe, expect, test } from '@jest/globals';
import { ApiObject, Chart, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { App } from './app';
import { describeError, MeshwrightError, SynthesisError, serializingError } from './errors';

describe('MeshwrightError', () => {
  test('says where and what in one line', () => {
    // GIVEN
    const construct = new Construct(new Chart(new App(), 'web'), 'route');

    // THEN
    expect(new MeshwrightError(construct, 'weights must not\n  all be 0').message).toEqual(
      '[web/route] weights must not all be 0',
    );
    expect(new MeshwrightError('--output', 'is missing').message).toEqual('[--output] is missing');
    expect(new MeshwrightError(new App(), 'is empty').message).toEqual('is empty');
  });
});

describe('describeError', () => {
  test.each<[string, unknown, string[]]>([
    ['a mistake', new MeshwrightError('a', 'b'), ['[a] b']],
    ['several', new SynthesisError(['[a] b', '[c] d']), ['[a] b', '[c] d']],
    [
      'a validation of cdk8s',
      new Error('Validation failed with the following errors:\n  [a] b\n   more\n  [] [c] d'),
      ['[a] b more', '[c] d'],
    ],
    ['something else', new Error('a\n  b'), ['a b (unexpected: set MESHWRIGHT_DEBUG=1 to see the stack)']],
    ['a bug', new TypeError('a'), ['TypeError: a (unexpected: set MESHWRIGHT_DEBUG=1 to see the stack)']],
    [
      'an id that is taken',
      new Error("There is already a Construct with name 'r' in Chart [web]"),
      [
        "two constructs in [web] have the id 'r': give one of them another id; what it is called in the cluster can stay, as `name: 'r'`",
      ],
    ],
    [
      'an id that is taken in the app',
      new Error("There is already a Construct with name 'web' in _App"),
      ["two constructs in the app have the id 'web': give one of them another"],
    ],
    [
      'a construct outside of a chart',
      new Error('cannot find a parent chart (directly or indirectly)'),
      ['a construct is outside of every chart: create it in a Chart, not in the App itself'],
    ],
    ['no error at all', 'a', ['a (unexpected: set MESHWRIGHT_DEBUG=1 to see the stack)']],
  ])('gives one line a problem: %s', (_, error, lines) => {
    expect(describeError(error)).toEqual(lines);
  });

  test.each<[() => unknown, string]>([
    [() => new Date(0), "[web/route] can't render non-simple object of type 'Date'"],
    [
      () => (undefined as unknown as { a: string }).a,
      "[web/route] TypeError: Cannot read properties of undefined (reading 'a')",
    ],
    [
      () => {
        throw new MeshwrightError('web/other', 'is wrong');
      },
      '[web/other] is wrong',
    ],
    [
      () => {
        throw new Error('why\nnot');
      },
      '[web/route] why not',
    ],
  ])('unwraps what cdk8s says about an object (%#)', (produce, line) => {
    // GIVEN
    const chart = new Chart(new App(), 'web');
    const spec = Lazy.any({ produce });
    const object = new ApiObject(chart, 'route', { apiVersion: 'v1', kind: 'Thing', spec } as never);

    // WHEN
    let caught: unknown;
    try {
      object.toJson();
    } catch (error) {
      caught = error;
    }

    // THEN
    expect(describeError(caught)).toEqual([line]);
    expect(serializingError(object, caught)).toEqual(new MeshwrightError('', line));
  });

  test('gives the path of the construct to an error without one', () => {
    const chart = new Chart(new App(), 'web');
    expect(serializingError(chart, new Error('a')).message).toEqual('[web] a');
    expect(serializingError(chart, 'a').message).toEqual('[web] a');
  });
});
