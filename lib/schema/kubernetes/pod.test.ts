import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from './fixtures';

describe('pod', () => {
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
      when: 'containers are missing',
      changes: { 'spec.containers': [], 'spec.initContainers': null },
      messages: ['spec.containers: Required value'],
    },
    {
      when: 'a container has no name and no image',
      changes: { 'spec.containers[0].name': null, 'spec.containers[0].image': '' },
      messages: ['spec.containers[0].name: Required value', 'spec.containers[0].image: Required value'],
    },
    {
      when: 'a name is no DNS label',
      changes: { 'spec.containers[0].name': 'my_app' },
      messages: [
        "spec.containers[0].name: Invalid value: \"my_app\": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
      ],
    },
    {
      when: 'two containers have the same name',
      changes: { 'spec.initContainers[0].name': 'reviews' },
      messages: ['spec.initContainers[0].name: Duplicate value: "reviews"'],
    },
    {
      when: 'policies are unknown',
      changes: {
        'spec.restartPolicy': 'Sometimes',
        'spec.dnsPolicy': 'X',
        'spec.containers[0].imagePullPolicy': 'Maybe',
        'spec.containers[0].terminationMessagePolicy': 'X',
      },
      messages: [
        'spec.containers[0].terminationMessagePolicy: Unsupported value: "X": supported values: "File", "FallbackToLogsOnError"',
        'spec.containers[0].imagePullPolicy: Unsupported value: "Maybe": supported values: "Always", "IfNotPresent", "Never"',
        'spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"',
        'spec.dnsPolicy: Unsupported value: "X": supported values: "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"',
      ],
    },
    {
      when: 'an init container has probes',
      changes: { 'spec.initContainers[0].restartPolicy': null },
      messages: [
        'spec.initContainers[0].startupProbe: Forbidden: may not be set for init containers without restartPolicy=Always',
      ],
    },
    {
      when: 'ports are out of range, doubled and badly named',
      changes: {
        'spec.containers[0].ports': [
          { name: 'http', containerPort: 70000 },
          { name: 'http', containerPort: 81 },
          { name: 'a_very_long_name_1' },
          { containerPort: 1, protocol: 'ICMP', hostPort: -1 },
        ],
      },
      messages: [
        'spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
        'spec.containers[0].ports[1].name: Duplicate value: "http"',
        'spec.containers[0].ports[2].name: Invalid value: "a_very_long_name_1": must be no more than 15 bytes',
        'spec.containers[0].ports[2].name: Invalid value: "a_very_long_name_1": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
        'spec.containers[0].ports[2].containerPort: Required value',
        'spec.containers[0].ports[3].hostPort: Invalid value: -1: must be between 1 and 65535, inclusive',
        'spec.containers[0].ports[3].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"',
      ],
    },
    {
      when: 'ports of the node meet',
      changes: {
        'spec.containers[0].ports': [
          { containerPort: 80, hostPort: 80 },
          { containerPort: 81, hostPort: 80 },
        ],
      },
      messages: ['spec.containers[0].ports[1].hostPort: Duplicate value: "TCP//80"'],
    },
    {
      when: 'a port of the node is another than that of the container on its network',
      changes: { 'spec.hostNetwork': true, 'spec.containers[0].ports': [{ containerPort: 80, hostPort: 81 }] },
      messages: [
        'spec.containers[0].ports[0].hostPort: Invalid value: 81: must match `containerPort` when `hostNetwork` is true',
      ],
    },
    {
      when: 'image is padded',
      changes: { 'spec.containers[0].image': ' a' },
      messages: ['spec.containers[0].image: Invalid value: " a": must not have leading or trailing whitespace'],
    },
    {
      when: 'ephemeral containers are given',
      changes: { 'spec.ephemeralContainers': [{}] },
      messages: ['spec.ephemeralContainers: Forbidden: cannot be set on create'],
    },
    {
      when: 'names of other objects are malformed',
      changes: { 'spec.serviceAccountName': 'A', 'spec.hostname': 'a.b', 'spec.activeDeadlineSeconds': 0 },
      messages: [
        'spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive',
        "spec.serviceAccountName: Invalid value: \"A\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
        'spec.hostname: Invalid value: "a.b": must not contain dots',
      ],
    },
    {
      when: 'DNS is configured wrongly',
      changes: { 'spec.dnsPolicy': 'None', 'spec.dnsConfig': null },
      messages: ['spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None'],
    },
    {
      when: 'addresses are malformed',
      changes: { 'spec.dnsConfig.nameservers': ['1.2.3'], 'spec.hostAliases[0].ip': 'x' },
      messages: [
        'spec.dnsConfig.nameservers[0]: Invalid value: "1.2.3": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
        'spec.hostAliases[0].ip: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
      ],
    },
    {
      when: 'claims are not there',
      changes: { 'spec.containers[0].resources.claims': [{ name: 'gpu' }] },
      messages: [
        'spec.containers[0].resources.claims[0]: Not found: "gpu": must be one of the names in pod.spec.resourceClaims which is empty',
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
