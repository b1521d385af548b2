import { describe, expect, test } from '@jest/globals';
import { compare } from './comparison';
import type { OwnVerdict } from './own-verdict';
import type { ServerVerdict } from './server-verdict';

function server(verdict: ServerVerdict['verdict'], fields: readonly string[] = [], status = 422): ServerVerdict {
  const reason = status === 400 ? 'Decoding' : 'FieldValueInvalid';
  const causes = fields.map((field) => ({ field, reason, message: '' }));
  return { verdict, status: verdict === 'refused' ? status : 201, causes, message: '', warnings: [] };
}

function own(verdict: OwnVerdict['verdict'], fields: readonly string[] = [], rule = 'K8S_NAME'): OwnVerdict {
  const said = fields.map((field) => ({ field, rule, message: `${field}: server-side apply: twice` }));
  return { verdict, causes: verdict === 'refused' ? said : [], warnings: verdict === 'warned' ? said : [], notes: [] };
}

describe('verdicts', () => {
  test.each([
    ['refused', 'accepted', 'accepts'],
    ['refused', 'warned', 'accepts'],
    ['accepted', 'refused', 'refuses'],
    ['warned', 'refused', 'refuses'],
    ['warned', 'accepted', 'silent'],
    ['accepted', 'warned', 'warns'],
    ['accepted', 'accepted', undefined],
    ['warned', 'warned', undefined],
  ] as const)('GIVEN a server that says %s and Meshwright %s THEN the difference is %s', (theirs, ours, difference) => {
    expect(compare(server(theirs, ['a']), own(ours, ['a']))).toBe(difference);
  });

  test('GIVEN a warning of what the server is not asked WHEN the server accepts THEN nothing differs', () => {
    expect(compare(server('accepted'), own('warned', ['a'], 'K8S_DUPLICATE_KEY'))).toBe(undefined);
  });
});

describe('places of refusals', () => {
  test.each([
    ['the same', ['spec.a', 'spec.b[0].c'], ['spec.b[0].c', 'spec.a'], undefined],
    ['another way to write a key', ['metadata.labels[a/b]'], ['metadata.labels.a/b'], undefined],
    ['none that is common', ['spec.a'], ['spec.b'], 'elsewhere'],
    ['another index', ['spec.a[0]'], ['spec.a[1]'], 'elsewhere'],
    ['some of them', ['spec.a', 'spec.b'], ['spec.a'], 'partly'],
    ['one too many', ['spec.a'], ['spec.a', 'spec.b'], 'more'],
    ['no field of the server', [], ['spec.a'], undefined],
    ['a template, when the selector is none', ['spec.selector'], ['spec.selector', 'spec.template.spec.a'], undefined],
    ['all else, when addresses are none', ['spec.clusterIPs[0]'], ['spec.clusterIPs[0]', 'spec.ports'], undefined],
    ['a name, when something else is wrong', ['spec.a'], ['spec.a', 'metadata.name'], undefined],
    [
      'a template, when one is named',
      ['spec.selector', 'spec.template.a'],
      ['spec.selector', 'spec.template.a', 'spec.template.b'],
      'more',
    ],
    ['more, when the server has stopped', ['spec.a', '<nil>'], ['spec.a', 'spec.b'], undefined],
  ] as const)('GIVEN %s THEN the difference is %s', (_, theirs, ours, difference) => {
    expect(compare(server('refused', theirs), own('refused', ours))).toBe(difference);
  });

  test.each([
    ['an index that a decoder leaves out', 'spec.containers.name', 'spec.containers[0].name', undefined],
    ['a key that it leaves out at the end', 'data', 'data.a.b', undefined],
    ['a key that it leaves out in the middle', 'spec.properties.type', 'spec.properties.size.type', undefined],
    ['another field', 'spec.containers.name', 'spec.containers[0].image', 'elsewhere'],
  ] as const)('GIVEN %s THEN the difference is %s', (_, theirs, ours, difference) => {
    expect(compare(server('refused', [theirs], 400), own('refused', [ours]))).toBe(difference);
  });
});
