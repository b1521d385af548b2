import { qualifiedName } from '../../kube/names';

/** What a container can have, apart from huge pages and what devices add. */
const OF_CONTAINERS: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage']);

/** What is counted, so that there is no half of it. */
const COUNTED: ReadonlySet<string> = new Set([
  'configmaps',
  'persistentvolumeclaims',
  'pods',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'services',
  'services.loadbalancers',
  'services.nodeports',
]);

/** What a quota can limit without a prefix. */
const OF_QUOTAS: ReadonlySet<string> = new Set([
  ...OF_CONTAINERS,
  ...COUNTED,
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
  'requests.storage',
]);

/** What the API server knows without a prefix. */
const STANDARD: ReadonlySet<string> = new Set([...OF_QUOTAS, 'storage']);

export function isHugePages(name: string): boolean {
  return name.startsWith('hugepages-');
}

/** Whether it is Kubernetes' own. */
function isNative(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

/** Whether it is one that a device adds. */
function isExtended(name: string): boolean {
  if (isNative(name) || name.startsWith('requests.')) return false;
  return qualifiedName(`requests.${name}`).length === 0;
}

/** Whether more may be limited than there is. */
export function canOvercommit(name: string): boolean {
  return isNative(name) && !isHugePages(name);
}

/** Whether there is no half of it. */
export function isCounted(name: string): boolean {
  return COUNTED.has(name) || isExtended(name);
}

/** Whether a whole pod can have it. */
export function isOfPods(name: string): boolean {
  return name === 'cpu' || name === 'memory' || isHugePages(name);
}

/** The name of any resource. */
export function resourceName(name: string): readonly string[] {
  const problems = qualifiedName(name);
  if (problems.length > 0) return problems;
  if (name.includes('/') || STANDARD.has(name) || isQuotaHugePages(name)) return [];
  return ['must be a standard resource type or fully qualified'];
}

/** The name of a resource that a container has. */
export function containerResource(name: string): readonly string[] {
  const problems = resourceName(name);
  if (!name.includes('/')) {
    return OF_CONTAINERS.has(name) || isHugePages(name)
      ? problems
      : [...problems, 'must be a standard resource for containers'];
  }
  return isNative(name) || isExtended(name)
    ? problems
    : [...problems, "doesn't follow extended resource name standard"];
}

/** The name of a resource in a quota. */
export function quotaResource(name: string): readonly string[] {
  const problems = resourceName(name);
  if (name.includes('/') || OF_QUOTAS.has(name) || isQuotaHugePages(name)) return problems;
  return [...problems, 'must be a standard resource for quota'];
}

function isQuotaHugePages(name: string): boolean {
  return isHugePages(name) || name.startsWith('requests.hugepages-');
}
