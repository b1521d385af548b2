import { describe, expect, test } from '@jest/globals';
import { type Manifest, messagesOf } from '../fixtures';

const object = (kind: string, spec: object): Manifest => ({
  apiVersion: 'resource.k8s.io/v1',
  kind,
  metadata: { name: 'a' },
  spec,
});
const claim = (devices: object): Manifest => object('ResourceClaim', { devices });
const gpu = { name: 'gpu', exactly: { deviceClassName: 'gpu.example.com' } };
const slice = (spec: object): Manifest =>
  object('ResourceSlice', {
    driver: 'gpu.example.com',
    nodeName: 'a',
    pool: { name: 'a', resourceSliceCount: 1 },
    ...spec,
  });
const NO_LABEL =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

describe('devices', () => {
  test.each<[when: string, object: Manifest]>([
    ['one is claimed', claim({ requests: [gpu] })],
    [
      'the first of several is claimed',
      claim({
        requests: [{ name: 'gpu', firstAvailable: [{ name: 'large', deviceClassName: 'a' }] }],
        constraints: [{ requests: ['gpu/large'], matchAttribute: 'example.com/numa' }],
        config: [{ requests: ['gpu'], opaque: { driver: 'example.com', parameters: {} } }],
      }),
    ],
    [
      'a class selects by an expression',
      object('DeviceClass', {
        selectors: [
          { cel: { expression: 'device.driver == "gpu.example.com"' } },
          {
            cel: {
              expression: 'cel.bind(gpu, device.attributes["gpu.example.com"], gpu.model == "a" && gpu.cores > 4)',
            },
          },
          { cel: { expression: 'device.attributes["gpu.example.com"].shared' } },
        ],
      }),
    ],
    [
      'a slice has some',
      slice({ devices: [{ name: 'gpu-0', attributes: { 'example.com/v': { version: '1.2.3' } } }] }),
    ],
    [
      'fields are of features that are off',
      slice({ sharedCounters: [{}], devices: [{ name: 'gpu-0', taints: [{}] }] }),
    ],
  ])('passes when %s', (_when, manifest) => {
    // WHEN
    const messages = messagesOf(manifest);

    // THEN
    expect(messages).toEqual([]);
  });

  test.each<[when: string, object: Manifest, messages: string[]]>([
    [
      'a request has no name, and asks for nothing',
      claim({ requests: [{}] }),
      [
        `spec.devices.requests[0].name: Invalid value: "": ${NO_LABEL}`,
        'spec.devices.requests[0]: Required value: exactly one of `exactly` or `firstAvailable` is required',
      ],
    ],
    [
      'a request asks for two things, and another one has its name',
      claim({ requests: [{ ...gpu, firstAvailable: [{ name: 'a', deviceClassName: 'a' }] }, gpu] }),
      [
        'spec.devices.requests[1].name: Duplicate value: "gpu"',
        'spec.devices.requests[0]: Invalid value: null: exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set',
      ],
    ],
    [
      'a number does not fit its mode',
      claim({
        requests: [
          { name: 'a', exactly: { deviceClassName: 'a', count: -1 } },
          { name: 'b', exactly: { deviceClassName: 'a', allocationMode: 'All', count: 1 } },
          { name: 'c', exactly: { allocationMode: 'Some' } },
        ],
      }),
      [
        'spec.devices.requests[0].exactly.count: Invalid value: -1: must be greater than zero',
        "spec.devices.requests[1].exactly.count: Invalid value: 1: must not be specified when allocationMode is 'All'",
        'spec.devices.requests[2].exactly.deviceClassName: Required value',
        'spec.devices.requests[2].exactly.allocationMode: Unsupported value: "Some": supported values: "All", "ExactCount"',
      ],
    ],
    [
      'a constraint is about a request that there is not',
      claim({ requests: [gpu], constraints: [{ requests: ['other'], matchAttribute: 'numa' }] }),
      [
        'spec.devices.constraints[0].requests[0]: Invalid value: "other": must be the name of a request in the claim or the name of a request and a subrequest separated by \'/\'',
        'spec.devices.constraints[0].matchAttribute: Invalid value: "numa": must include a domain',
      ],
    ],
    [
      'a selector cannot be read, and a configuration is none',
      object('DeviceClass', {
        selectors: [{ cel: { expression: 'device.' } }, {}],
        config: [{ opaque: { driver: 'example.com', parameters: [] } }, {}],
      }),
      [
        'spec.config[0].opaque.parameters: Invalid value: "<value omitted>": must be a valid JSON object',
        'spec.config[1].opaque: Required value',
        'spec.selectors[0].cel.expression: Invalid value: "device.": compilation failed: ERROR: <input>:1:8: Syntax error: mismatched input \'<EOF>\'',
        'spec.selectors[1].cel: Required value',
      ],
    ],
    [
      'a selector mentions what there is not, is no condition, or costs too much',
      object('DeviceClass', {
        selectors: [
          { cel: { expression: 'device.model == "a"' } },
          { cel: { expression: 'device.driver' } },
          { cel: { expression: 'cel.bind(1, 2, true)' } },
          {
            cel: {
              expression:
                'device.attributes.all(a, device.attributes.all(b, device.attributes.all(c, device.attributes.all(d, a.matches(b + c + d)))))',
            },
          },
        ],
      }),
      [
        'spec.selectors[0].cel.expression: Invalid value: "device.model == \\"a\\"": compilation failed: ERROR: <input>:1:7: undefined field \'model\'',
        'spec.selectors[1].cel.expression: Invalid value: "device.driver": must evaluate to bool or the unknown type, not string',
        'spec.selectors[2].cel.expression: Invalid value: "cel.bind(1, 2, true)": compilation failed: ERROR: <input>:1:10: cel.bind() variable names must be simple identifiers',
        'spec.selectors[3].cel.expression: Forbidden: too complex, exceeds cost limit',
      ],
    ],
    [
      'a toleration is none',
      claim({
        requests: [
          { name: 'a', exactly: { deviceClassName: 'a', tolerations: [{ operator: 'Near', effect: 'Never' }] } },
        ],
      }),
      [
        'spec.devices.requests[0].exactly.tolerations[0].operator: Unsupported value: "Near": supported values: "Equal", "Exists"',
        'spec.devices.requests[0].exactly.tolerations[0].effect: Unsupported value: "Never": supported values: "NoExecute", "NoSchedule"',
      ],
    ],
    [
      'a slice is nowhere, and has devices without values',
      slice({
        nodeName: undefined,
        devices: [{ name: 'gpu-0', attributes: { 'a-b': {}, v: { version: '1', int: 1 } } }],
      }),
      [
        'spec: Required value: exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required',
        "spec.devices[0].attributes[a-b]: Invalid value: \"a-b\": a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName', regex used for validation is '[A-Za-z_][A-Za-z0-9_]*')",
        'spec.devices[0].attributes[a-b]: Required value: exactly one value must be specified',
        'spec.devices[0].attributes[v].version: Invalid value: "1": must be a string compatible with semver.org spec 2.0.0',
        'spec.devices[0].attributes[v]: Invalid value: {"int":1,"version":"1"}: exactly one value must be specified',
      ],
    ],
  ])('reports when %s', (_when, manifest, expected) => {
    // WHEN
    const messages = messagesOf(manifest);

    // THEN
    expect(messages).toEqual(expected);
  });
});
