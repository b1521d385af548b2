/** How people write the kinds of what exists without a manifest. */
export const EXTERNAL_KINDS = {
  hosts: 'Host',
  namespaces: 'Namespace',
  services: 'Service',
  gateways: 'Gateway',
  secrets: 'Secret',
  configMaps: 'ConfigMap',
  serviceAccounts: 'ServiceAccount',
  nodes: 'Node',
} as const;
