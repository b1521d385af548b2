import { describe, expect, test } from '@jest/globals';
import { formatPath } from './finding';
import { readManifests } from './read-manifests';

/** The comments of the first object: where they belong, and what they say. */
function comments(text: string): string[] {
  const [manifest] = readManifests('f.yaml', text).manifests;
  return (manifest?.comments?.() ?? []).map(
    ({ text: line, path, place }) => `${place} ${formatPath(path) || '(all)'}: ${line}`,
  );
}

const HEAD = 'apiVersion: v1\nkind: ConfigMap\n';

describe('comments of an object', () => {
  test('before, beside and after values', () => {
    expect(
      comments(`# The first line
#
#   indented
${HEAD}metadata: # of the object
  # its name
  name: a # short
  # nothing more
spec:
  list:
  # one
  - a # beside one
  # two
  - # key below
    key: b
    # other: c
  text: | # not of the text
    # of the text
  plain: a#b # c
# end
`),
    ).toEqual([
      'before (all): The first line',
      'before (all): ',
      'before (all):   indented',
      'beside metadata: of the object',
      'before metadata.name: its name',
      'beside metadata.name: short',
      'after metadata.name: nothing more',
      'before spec.list[0]: one',
      'beside spec.list[0]: beside one',
      'before spec.list[1].key: two',
      'beside spec.list[1].key: key below',
      'after spec.list[1].key: other: c',
      'beside spec.text: not of the text',
      'beside spec.plain: c',
      'after spec: end',
    ]);
  });

  test('GIVEN # in quotes, in a text or behind a word THEN it is no comment', () => {
    expect(comments(`${HEAD}a: "x # y"\nb: 'x # y'\nc: x#y\nd: |\n  # y\ne: {f: [1, 2]} # z\n`)).toEqual([
      'beside e.f[1]: z',
    ]);
  });

  test('GIVEN a list THEN those of an item have paths from there', () => {
    const { manifests } = readManifests(
      'f.yaml',
      'apiVersion: v1\nkind: List\n# all\nitems:\n# one\n- apiVersion: v1\n  kind: Pod\n  # two\n  metadata: {name: a}\n',
    );
    expect(manifests[0]?.comments?.()).toEqual([
      { text: 'one', path: ['apiVersion'], place: 'before' },
      { text: 'two', path: ['metadata'], place: 'before' },
    ]);
  });

  test('GIVEN JSON or no comment THEN there are none', () => {
    expect(comments('{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "#"}}')).toEqual([]);
    expect(comments(HEAD)).toEqual([]);
  });
});
