import { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { MeshwrightError } from '../core/errors';

/** CPU time: a number of cores (`0.5`, `2`), or thousandths of a core (`'250m'`). */
export type CpuQuantity = number | `${number}m`;

/** Memory with a binary unit (`'64Mi'`). `'64M'`, `'64mb'` and the thousandths of a byte in `'64m'` do not compile. */
export type MemoryQuantity = `${number}${'Ki' | 'Mi' | 'Gi' | 'Ti'}`;

/**
 * What a container needs and may use. Values that are left out keep their defaults, one by one.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
 */
export interface Resources {
  /**
   * Whether what is left out has a default. With `false` nothing is said of it, so that a container may use whatever its
   * node has.
   * @default true
   */
  readonly defaults?: boolean;
  /** What the scheduler sets aside on a node. */
  readonly requests?: {
    /** @default '10m' */
    readonly cpu?: CpuQuantity;
    /** @default '64Mi' */
    readonly memory?: MemoryQuantity;
  };
  /** What the container may use at most. */
  readonly limits?: {
    /**
     * Above it the container is slowed down.
     * @default - no limit: idle CPU time is there to be used
     */
    readonly cpu?: CpuQuantity;
    /**
     * Above it the container is killed.
     * @default - '512Mi', or the request if that is more
     */
    readonly memory?: MemoryQuantity;
  };
}

/** {@link Resources} with their defaults, as Kubernetes writes them. */
export function renderResources(where: Construct, resources: Resources = {}): k8s.ResourceRequirements | undefined {
  if (resources.defaults === false) return withoutDefaults(where, resources);
  const requests = {
    cpu: cpu(where, 'requests.cpu', resources.requests?.cpu ?? '10m'),
    memory: memory(where, 'requests.memory', resources.requests?.memory ?? '64Mi'),
  };
  const memoryLimit =
    resources.limits?.memory === undefined
      ? requests.memory.amount > memory(where, 'limits.memory', '512Mi').amount
        ? requests.memory
        : memory(where, 'limits.memory', '512Mi')
      : memory(where, 'limits.memory', resources.limits.memory);
  const cpuLimit = resources.limits?.cpu === undefined ? undefined : cpu(where, 'limits.cpu', resources.limits.cpu);
  checkOrder(where, 'memory', requests.memory, memoryLimit);
  if (cpuLimit) checkOrder(where, 'cpu', requests.cpu, cpuLimit);
  return {
    requests: {
      cpu: k8s.Quantity.fromString(requests.cpu.text),
      memory: k8s.Quantity.fromString(requests.memory.text),
    },
    limits: {
      ...(cpuLimit && { cpu: k8s.Quantity.fromString(cpuLimit.text) }),
      memory: k8s.Quantity.fromString(memoryLimit.text),
    },
  };
}

function withoutDefaults(where: Construct, resources: Resources): k8s.ResourceRequirements | undefined {
  const of = (name: 'requests' | 'limits') => {
    const { [name]: given } = resources;
    return {
      cpu: given?.cpu === undefined ? undefined : cpu(where, `${name}.cpu`, given.cpu),
      memory: given?.memory === undefined ? undefined : memory(where, `${name}.memory`, given.memory),
    };
  };
  const [requests, limits] = [of('requests'), of('limits')];
  if (requests.cpu && limits.cpu) checkOrder(where, 'cpu', requests.cpu, limits.cpu);
  if (requests.memory && limits.memory) checkOrder(where, 'memory', requests.memory, limits.memory);
  const wire = (quantities: Readonly<Record<string, Quantity | undefined>>) => {
    const given = Object.entries(quantities).flatMap(([name, quantity]) =>
      quantity ? [[name, k8s.Quantity.fromString(quantity.text)] as const] : [],
    );
    return given.length === 0 ? undefined : Object.fromEntries(given);
  };
  const written = { requests: wire(requests), limits: wire(limits) };
  return written.requests || written.limits ? written : undefined;
}

interface Quantity {
  readonly text: string;
  readonly amount: number;
}

/** The API server rewrites `0.5` as `500m`; written so from the start, a GitOps tool sees no difference. */
function cpu(where: Construct, what: string, value: CpuQuantity): Quantity {
  const text = typeof value === 'string' || Number.isInteger(value) ? `${value}` : `${Math.round(value * 1000)}m`;
  const match = /^([1-9]\d*)(m?)$/.exec(text);
  if (!match) {
    throw new MeshwrightError(
      where,
      `${what} must be cores such as 0.5 or 2, or thousandths such as "250m", not ${value}`,
    );
  }
  return { text, amount: Number(match[1]) * (match[2] ? 1 : 1000) };
}

const MEMORY_UNITS: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 };

function memory(where: Construct, what: string, value: MemoryQuantity): Quantity {
  const match = /^([1-9]\d*)(Ki|Mi|Gi|Ti)$/.exec(value);
  if (!match) {
    throw new MeshwrightError(
      where,
      `${what} must be a whole number with Ki, Mi, Gi or Ti, such as "64Mi", not "${value}"`,
    );
  }
  return { text: value, amount: Number(match[1]) * (MEMORY_UNITS[match[2] as string] as number) };
}

function checkOrder(where: Construct, what: string, request: Quantity, limit: Quantity): void {
  if (request.amount > limit.amount) {
    throw new MeshwrightError(
      where,
      `the request for ${what} (${request.text}) is above its limit (${limit.text}): raise the limit or lower the request`,
    );
  }
}
