import { describe, expect, test } from '@jest/globals';
import { altered, messagesOf, VALID } from '../fixtures';

describe('pod', () => {
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
      when: 'it claims devices',
      changes: {
        'spec.resourceClaims': [
          { name: 'gpu', resourceClaimName: 'a' },
          { name: 'nic', resourceClaimTemplateName: 'b' },
        ],
        'spec.containers[0].resources.claims': [{ name: 'gpu' }],
      },
    },
    {
      when: 'it waits for gates',
      changes: {
        'spec.readinessGates': [{ conditionType: 'example.com/ready' }],
        'spec.schedulingGates': [{ name: 'example.com/a' }],
        'spec.os': { name: 'linux' },
      },
    },
    {
      when: 'it has a DNS of its own',
      changes: {
        'spec.dnsPolicy': 'None',
        'spec.dnsConfig': {
          nameservers: ['1.2.3.4'],
          searches: ['.', '_a.b'],
          options: [{ name: 'ndots', value: '2' }],
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
        'spec.dnsPolicy: Unsupported value: "X": supported values: "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"',
        'spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"',
        'spec.containers[0].imagePullPolicy: Unsupported value: "Maybe": supported values: "Always", "IfNotPresent", "Never"',
        'spec.containers[0].terminationMessagePolicy: Unsupported value: "X": supported values: "File", "FallbackToLogsOnError"',
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
        'spec.containers[0].ports[1].name: Duplicate value: "http"',
        'spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
        'spec.containers[0].ports[2].name: Invalid value: "a_very_long_name_1": must be no more than 15 characters',
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
      messages: [
        'spec.ephemeralContainers: Forbidden: cannot be set on create',
        'spec.ephemeralContainers[0].name: Required value',
        'spec.ephemeralContainers[0].image: Required value',
      ],
    },
    {
      when: 'names of other objects are malformed',
      changes: { 'spec.serviceAccountName': 'A', 'spec.hostname': 'a.b', 'spec.activeDeadlineSeconds': 0 },
      messages: [
        'spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive',
        'spec.hostname: Invalid value: "a.b": must not contain dots',
        "spec.serviceAccountName: Invalid value: \"A\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
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
    {
      when: 'claims of devices are malformed',
      changes: {
        'spec.resourceClaims': [
          { resourceClaimName: 'a' },
          { name: 'A', resourceClaimName: 'a', resourceClaimTemplateName: 'b' },
          { name: 'A' },
        ],
      },
      messages: [
        'spec.resourceClaims[0].name: Required value',
        "spec.resourceClaims[1].name: Invalid value: \"A\": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
        'spec.resourceClaims[1]: Invalid value: {"name":"A","resourceClaimName":"a","resourceClaimTemplateName":"b"}: at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified',
        'spec.resourceClaims[2].name: Duplicate value: "A"',
        'spec.resourceClaims[2]: Invalid value: {"name":"A"}: must specify one of: `resourceClaimName`, `resourceClaimTemplateName`',
      ],
    },
    {
      when: 'the system is unknown',
      changes: { 'spec.os': { name: 'plan9' } },
      messages: ['spec.os: Unsupported value: "plan9": supported values: "linux", "windows"'],
    },
    {
      when: 'the system has no name',
      changes: { 'spec.os': {} },
      messages: ['spec.os.name: Required value'],
    },
    {
      when: 'it has a DNS of its own without servers',
      changes: { 'spec.dnsPolicy': 'None', 'spec.dnsConfig': {} },
      messages: [
        'spec.dnsConfig.nameservers: Required value: must provide at least one DNS nameserver when `dnsPolicy` is None',
      ],
    },
    {
      when: 'it has too many servers for names',
      changes: {
        'spec.dnsConfig': { nameservers: ['1.1.1.1', '1.1.1.2', '1.1.1.3', '1.1.1.4'], searches: ['A'], options: [{}] },
      },
      messages: [
        'spec.dnsConfig.nameservers: Invalid value: ["1.1.1.1","1.1.1.2","1.1.1.3","1.1.1.4"]: must not have more than 3 nameservers',
        "spec.dnsConfig.searches[0]: Invalid value: \"A\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*')",
        'spec.dnsConfig.options[0]: Required value: must not be empty',
      ],
    },
    {
      when: 'a host has no name',
      changes: { 'spec.hostAliases[0].hostnames': ['A'] },
      messages: [
        "spec.hostAliases[0].hostnames[0]: Invalid value: \"A\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
      ],
    },
    {
      when: 'gates are malformed',
      changes: {
        'spec.readinessGates': [{ conditionType: 'a/' }],
        'spec.schedulingGates': [{ name: 'a' }, { name: 'a' }],
        'spec.nodeName': 'b',
      },
      messages: [
        'spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared',
        'spec.readinessGates[0].conditionType: Invalid value: "a/": name part must be non-empty',
        "spec.readinessGates[0].conditionType: Invalid value: \"a/\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
        'spec.schedulingGates[1]: Duplicate value: "a"',
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
