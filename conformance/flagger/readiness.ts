import type { NamespaceClient } from './kube';
import type { Script } from './script';

interface Workload {
  readonly metadata: { readonly name: string; readonly generation?: number };
  readonly spec?: { readonly replicas?: number };
}

/** Plays the controllers of Deployments and DaemonSets: pods are there at once, and as many ready as the script says. */
export async function playReadiness(kube: NamespaceClient, tick: number, { ready }: Script): Promise<void> {
  const deployments = (await kube.list('apps/v1', 'deployments')) as unknown as Workload[];
  for (const { metadata, spec } of deployments) {
    const { name, generation = 1 } = metadata;
    const replicas = spec?.replicas ?? 1;
    const count = ready?.({ name, tick, replicas }) ?? replicas;
    await kube.patch('apps/v1', 'deployments', `${name}/status`, {
      status: deploymentStatus(generation, replicas, count),
    });
  }
  for (const { metadata } of (await kube.list('apps/v1', 'daemonsets')) as unknown as Workload[]) {
    const { name, generation = 1 } = metadata;
    const count = ready?.({ name, tick, replicas: 1 }) ?? 1;
    await kube.patch('apps/v1', 'daemonsets', `${name}/status`, { status: daemonSetStatus(generation, count) });
  }
}

function deploymentStatus(observedGeneration: number, replicas: number, ready: number): object {
  const available = ready >= replicas;
  return {
    observedGeneration,
    replicas,
    updatedReplicas: replicas,
    readyReplicas: ready,
    availableReplicas: ready,
    unavailableReplicas: replicas - ready,
    conditions: [
      {
        type: 'Available',
        status: available ? 'True' : 'False',
        reason: available ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
      },
      { type: 'Progressing', status: 'True', reason: available ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated' },
    ],
  };
}

function daemonSetStatus(observedGeneration: number, ready: number): object {
  return {
    observedGeneration,
    desiredNumberScheduled: 1,
    currentNumberScheduled: 1,
    updatedNumberScheduled: 1,
    numberMisscheduled: 0,
    numberReady: ready,
    numberAvailable: ready,
    numberUnavailable: 1 - ready,
  };
}
