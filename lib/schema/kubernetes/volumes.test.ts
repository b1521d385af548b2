import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from './fixtures';

describe('volumes', () => {
  test('passes when a pod is as it should be', () => {
    // GIVEN
    const object = VALID.pod();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each([
    {
      when: 'a volume has two sources',
      changes: { 'spec.volumes[0].hostPath': { path: '/a' } },
      messages: [
        'spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type',
        'spec.containers[0].volumeMounts[0].name: Not found: "tmp"',
      ],
    },
    {
      when: 'a mount names no volume',
      changes: { 'spec.containers[0].volumeMounts': [{ name: 'x', mountPath: '/x' }] },
      messages: ['spec.containers[0].volumeMounts[0].name: Not found: "x"'],
    },
    {
      when: 'two mounts are at one path',
      changes: {
        'spec.containers[0].volumeMounts': [
          { name: 'tmp', mountPath: '/x' },
          { name: 'config', mountPath: '/x' },
        ],
      },
      messages: ['spec.containers[0].volumeMounts[1].mountPath: Invalid value: "/x": must be unique'],
    },
    {
      when: 'a mount has no path, or a path that leads out',
      changes: { 'spec.containers[0].volumeMounts': [{ name: 'tmp', subPath: '../a' }] },
      messages: [
        'spec.containers[0].volumeMounts[0].mountPath: Required value',
        'spec.containers[0].volumeMounts.subPath: Invalid value: "../a": must not contain \'..\'',
      ],
    },
    {
      when: 'two volumes have the same name',
      changes: { 'spec.volumes[1].name': 'tmp' },
      messages: ['spec.volumes[1].name: Duplicate value: "tmp"'],
    },
    {
      when: 'sources are incomplete',
      changes: {
        'spec.containers[0].volumeMounts': null,
        'spec.volumes': [
          { name: 'a', secret: {} },
          { name: 'b', configMap: {} },
          { name: 'c', persistentVolumeClaim: {} },
          { name: 'd', hostPath: { type: 'X', path: '/a/../b' } },
          { name: 'e', nfs: { path: 'a' } },
          { name: 'f', emptyDir: { sizeLimit: '-1' } },
          { name: 'g_g' },
        ],
      },
      messages: [
        'spec.volumes[0].secret.secretName: Required value',
        'spec.volumes[1].configMap.name: Required value',
        'spec.volumes[2].persistentVolumeClaim.claimName: Required value',
        'spec.volumes[3].hostPath.path: Invalid value: "/a/../b": must not contain \'..\'',
        'spec.volumes[3].hostPath.type: Unsupported value: "X": supported values: "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"',
        'spec.volumes[4].nfs.server: Required value',
        'spec.volumes[4].nfs.path: Invalid value: "a": must be an absolute path',
        'spec.volumes[5].emptyDir.sizeLimit: Forbidden: SizeLimit field must be a valid resource quantity',
        "spec.volumes[6].name: Invalid value: \"g_g\": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
      ],
    },
    {
      when: 'a mode is decimal',
      changes: { 'spec.volumes[1].configMap.defaultMode': 644 },
      messages: [
        'spec.volumes[1].configMap.defaultMode: Invalid value: 644: must be a number between 0 and 0777 (octal), both inclusive',
      ],
    },
    {
      when: 'files meet',
      changes: {
        'spec.volumes[2].projected.sources': [
          { secret: { name: 's', items: [{ key: 'a', path: 'a' }] } },
          { configMap: { name: 'c', items: [{ key: 'a', path: 'a' }] } },
        ],
      },
      messages: ['spec.volumes[2].projected: Invalid value: "c": conflicting duplicate paths'],
    },
    {
      when: 'a token is too short',
      changes: { 'spec.volumes[2].projected.sources': [{ serviceAccountToken: { expirationSeconds: 60 } }] },
      messages: [
        'spec.volumes[2].projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes',
        'spec.volumes[2].projected.path: Required value',
      ],
    },
    {
      when: 'propagation needs privileges',
      changes: { 'spec.containers[0].volumeMounts[0].mountPropagation': 'Bidirectional' },
      messages: [
        'spec.containers[0].volumeMounts.mountPropagation: Forbidden: Bidirectional mount propagation is available only to privileged containers',
      ],
    },
  ])('reports when $when', ({ changes, messages: expected }) => {
    // GIVEN
    const object = altered(VALID.pod(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual(expected);
  });
});
