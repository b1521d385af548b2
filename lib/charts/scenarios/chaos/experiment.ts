import type { Construct } from 'constructs';
import {
  type ChaosEnding,
  ChaosExperiment,
  type ChaosExperimentProps,
  type ChaosScope,
  type WorkloadVersion,
  type WorkloadVersions,
} from '../../../chaosblade';
import { MeshwrightError } from '../../../core/errors';
import { Scenario } from '../../../core/scenario';

/** An app of the lab that experiments attack: a `Microservice` is one. */
export interface AttackedApp<Version extends string> extends WorkloadVersions {
  readonly ports: readonly { readonly targetPort: number }[];
  version(version: Version): WorkloadVersion;
}

/** A scenario with one experiment of the same name. */
export function experiment<const S extends ChaosScope, const E extends ChaosEnding>(
  scope: Construct,
  name: string,
  title: string,
  props: ChaosExperimentProps<S, E>,
): void {
  new ChaosExperiment(new Scenario(scope, name, { folder: 'chaos', title }), name, props);
}

/** The port that an app's containers listen on. */
export function portOf(app: AttackedApp<never>): { readonly targetPort: number } {
  const [port] = app.ports;
  if (port === undefined) throw new MeshwrightError(app, 'has no port that an experiment could attack');
  return port;
}

/** The interface of pods, whatever the network of the cluster. */
export const POD_INTERFACE = 'eth0';
