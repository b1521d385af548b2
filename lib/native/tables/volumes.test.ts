import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from '../fixtures';

describe('volumes', () => {
  test('passes when a pod is as it should be', () => {
    // GIVEN
    const object = VALID.pod();

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown> }>([
    {
      when: 'sources are complete',
      changes: {
        'spec.volumes': [
          { name: 'tmp', hostPath: { path: '/a', type: 'Directory' } },
          { name: 'a', nfs: { server: 'a', path: '/a' } },
          { name: 'b', csi: { driver: 'a.b' } },
          { name: 'c', downwardAPI: { items: [{ path: 'a', fieldRef: { fieldPath: 'metadata.labels' } }] } },
          { name: 'd', persistentVolumeClaim: { claimName: 'd' } },
        ],
        'spec.containers[0].volumeDevices': [{ name: 'd', devicePath: '/dev/a' }],
      },
    },
    {
      when: 'a claim is of the pod',
      changes: {
        'spec.volumes[0]': {
          name: 'tmp',
          ephemeral: {
            volumeClaimTemplate: {
              spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
            },
          },
        },
      },
    },
  ])('passes when $when', ({ changes }) => {
    // GIVEN
    const object = altered(VALID.pod(), changes);

    // WHEN
    const messages = messagesOf(object);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<{ when: string; changes: Record<string, unknown>; messages: string[] }>([
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
        'spec.volumes[2].projected.path: Required value',
        'spec.volumes[2].projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes',
      ],
    },
    {
      when: 'propagation needs privileges',
      changes: { 'spec.containers[0].volumeMounts[0].mountPropagation': 'Bidirectional' },
      messages: [
        'spec.containers[0].volumeMounts.mountPropagation: Forbidden: Bidirectional mount propagation is available only to privileged containers',
      ],
    },
    {
      when: 'devices are malformed',
      changes: {
        'spec.containers[0].volumeDevices': [{}, { name: 'tmp', devicePath: '/a' }, { name: 'tmp', devicePath: '/a' }],
      },
      messages: [
        'spec.containers[0].volumeMounts[0].name: Invalid value: "tmp": must not already exist in volumeDevices',
        'spec.containers[0].volumeDevices[0].name: Required value',
        'spec.containers[0].volumeDevices[0].name: Not found: ""',
        'spec.containers[0].volumeDevices[0].devicePath: Required value',
        'spec.containers[0].volumeDevices[1].name: Invalid value: "tmp": can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode',
        'spec.containers[0].volumeDevices[1].name: Invalid value: "tmp": must not already exist in volumeMounts',
        'spec.containers[0].volumeDevices[2].name: Invalid value: "tmp": must be unique',
        'spec.containers[0].volumeDevices[2].name: Invalid value: "tmp": can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode',
        'spec.containers[0].volumeDevices[2].devicePath: Invalid value: "/a": must be unique',
        'spec.containers[0].volumeDevices[2].name: Invalid value: "tmp": must not already exist in volumeMounts',
      ],
    },
    {
      when: 'mounts are read recursively',
      changes: {
        'spec.containers[0].volumeMounts': [
          { name: 'tmp', mountPath: '/a', recursiveReadOnly: 'Enabled', mountPropagation: 'HostToContainer' },
          { name: 'tmp', mountPath: '/b', recursiveReadOnly: 'X' },
        ],
      },
      messages: [
        'spec.containers[0].volumeMounts.recursiveReadOnly: Forbidden: may only be specified when readOnly is true',
        'spec.containers[0].volumeMounts.recursiveReadOnly: Forbidden: may only be specified when mountPropagation is None or not specified',
        'spec.containers[0].volumeMounts.recursiveReadOnly: Unsupported value: "X": supported values: "Disabled", "Enabled", "IfPossible"',
      ],
    },
    {
      when: 'mounts spread',
      changes: {
        'spec.containers[0].volumeMounts': [
          { name: 'tmp', mountPath: '/a', mountPropagation: 'Bidirectional' },
          { name: 'tmp', mountPath: '/b', mountPropagation: 'X' },
        ],
      },
      messages: [
        'spec.containers[0].volumeMounts.mountPropagation: Forbidden: Bidirectional mount propagation is available only to privileged containers',
        'spec.containers[0].volumeMounts.mountPropagation: Unsupported value: "X": supported values: "Bidirectional", "HostToContainer", "None"',
      ],
    },
    {
      when: 'a mount has two paths inside',
      changes: {
        'spec.containers[0].volumeMounts': [{ name: 'tmp', mountPath: '/a', subPath: 'a', subPathExpr: 'b' }],
      },
      messages: [
        'spec.containers[0].volumeMounts[0].subPathExpr: Invalid value: "b": subPathExpr and subPath are mutually exclusive',
      ],
    },
    {
      when: 'paths of the node and drivers are impossible',
      changes: {
        'spec.containers[0].volumeMounts': null,
        'spec.volumes': [
          { name: 'a', hostPath: { path: '/a/..', type: 'X' } },
          { name: 'b', nfs: { server: 'a', path: 'b' } },
          { name: 'c', csi: {} },
        ],
      },
      messages: [
        'spec.volumes[0].hostPath.path: Invalid value: "/a/..": must not contain \'..\'',
        'spec.volumes[0].hostPath.type: Unsupported value: "X": supported values: "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"',
        'spec.volumes[1].nfs.path: Invalid value: "b": must be an absolute path',
        'spec.volumes[2].csi.driver: Required value',
        `spec.volumes[2].csi.driver: Invalid value: "": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`,
      ],
    },
    {
      when: 'projected files meet',
      changes: {
        'spec.containers[0].volumeMounts': null,
        'spec.volumes': [
          {
            name: 'a',
            projected: {
              sources: [
                { secret: { name: 's', items: [{ key: 'a', path: 'a' }] } },
                { downwardAPI: { items: [{ path: 'a', fieldRef: { fieldPath: 'metadata.name' } }] } },
              ],
            },
          },
        ],
      },
      messages: ['spec.volumes[0].projected: Invalid value: "a": conflicting duplicate paths'],
    },
    {
      when: 'a file of its own fields is of two, or of none',
      changes: {
        'spec.containers[0].volumeMounts': null,
        'spec.volumes': [
          {
            name: 'a',
            downwardAPI: {
              items: [
                {
                  path: '..a',
                  fieldRef: { fieldPath: 'metadata.name' },
                  resourceFieldRef: { containerName: 'reviews', resource: 'limits.cpu' },
                },
                { path: '' },
              ],
            },
          },
        ],
      },
      messages: [
        'spec.volumes[0].downwardAPI.path: Invalid value: "..a": must not start with \'..\'',
        'spec.volumes[0].downwardAPI: Invalid value: "resource": fieldRef and resourceFieldRef can not be specified simultaneously',
        'spec.volumes[0].downwardAPI.path: Required value',
        'spec.volumes[0].downwardAPI: Required value: one of fieldRef and resourceFieldRef is required',
      ],
    },
    {
      when: 'a token expires at once, or never',
      changes: {
        'spec.containers[0].volumeMounts': null,
        'spec.volumes': [
          {
            name: 'a',
            projected: {
              sources: [
                { serviceAccountToken: { path: 'a', expirationSeconds: 1 } },
                { serviceAccountToken: { path: 'b', expirationSeconds: 4294967297 } },
              ],
            },
          },
        ],
      },
      messages: [
        'spec.volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 1: may not specify a duration less than 10 minutes',
        'spec.volumes[0].projected.sources[1].serviceAccountToken.expirationSeconds: Invalid value: 4294967297: may not specify a duration larger than 2^32 seconds',
      ],
    },
    {
      when: 'a claim of the pod is missing, or empty',
      changes: {
        'spec.containers[0].volumeMounts': null,
        'spec.volumes': [
          { name: 'a', ephemeral: {} },
          { name: 'b', ephemeral: { volumeClaimTemplate: {} } },
        ],
      },
      messages: [
        'spec.volumes[0].ephemeral.volumeClaimTemplate: Required value',
        'spec.volumes[1].ephemeral.volumeClaimTemplate.spec.accessModes: Required value: at least 1 access mode is required',
        'spec.volumes[1].ephemeral.volumeClaimTemplate.spec.resources[storage]: Required value',
      ],
    },
    {
      when: 'a path of the node is missing',
      changes: { 'spec.containers[0].volumeMounts': null, 'spec.volumes': [{ name: 'a', hostPath: {} }] },
      messages: ['spec.volumes[0].hostPath.path: Required value'],
    },
    {
      when: 'a part of a volume has two sources',
      changes: {
        'spec.containers[0].volumeMounts': null,
        'spec.volumes': [{ name: 'a', projected: { sources: [{ secret: { name: 'a' }, configMap: { name: 'b' } }] } }],
      },
      messages: ['spec.volumes[0].projected.sources[0]: Forbidden: may not specify more than 1 volume type per source'],
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
