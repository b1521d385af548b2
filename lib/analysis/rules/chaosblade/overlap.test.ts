import { expect, test } from '@jest/globals';
import { experimentExample } from '../../experiment/example';
import { saying } from '../../fixtures';
import { overlap } from './overlap';

const found = saying(overlap);
const { wrong, right } = overlap.docs;
const two = (a: Parameters<typeof experimentExample>[0], b: Parameters<typeof experimentExample>[0]) =>
  `${experimentExample({ name: 'a', ...a })}\n---\n${experimentExample({ name: 'b', ...b })}`;

test('GIVEN the same pods THEN one undoes parts of the other', () => {
  expect(found(wrong)).toEqual([
    'a.yaml:43 error CHAOSBLADE_OVERLAP: pod network loss hits what pod network delay of ChaosBlade reviews-delay hits, too: one is refused, or undoes parts of the other',
    '  fix: run one after the other, or on others',
    '  a.yaml:26: the other',
  ]);
  expect(found(right)).toEqual([]);
});

test.each([
  ['one has all labels of the other', two({}, { flags: { labels: 'app=reviews,version=v1' } }), 1],
  [
    'the same node',
    two({ what: 'node cpu load', flags: { names: 'a,b' } }, { what: 'node cpu load', flags: { names: 'b' } }),
    1,
  ],
  [
    'other nodes',
    two({ what: 'node cpu load', flags: { names: 'a' } }, { what: 'node cpu load', flags: { names: 'b' } }),
    0,
  ],
  ['other targets', two({}, { what: 'pod cpu load' }), 0],
  ['other namespaces', two({}, { flags: { namespace: 'web' } }), 0],
  [
    'other containers',
    two(
      { what: 'container cpu load', flags: { 'container-names': 'a' } },
      { what: 'container cpu load', flags: { 'container-names': 'b' } },
    ),
    0,
  ],
])('GIVEN %s', (_, yaml, findings) => {
  expect(found(yaml).filter((line) => line.startsWith('a.yaml'))).toHaveLength(findings);
});

test('GIVEN two files THEN they need not be applied together', () => {
  expect(found({ 'a.yaml': experimentExample({ name: 'a' }), 'b.yaml': experimentExample({ name: 'b' }) })).toEqual([]);
});
