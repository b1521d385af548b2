import type { Construct } from 'constructs';
import {
  type AttackedClients,
  type AttackedWeather,
  type AttackedWeb,
  clientExperiments,
  weatherExperiments,
  webExperiments,
} from './apps';
import { type AttackedBookinfo, bookinfoExperiments } from './bookinfo';
import { type NodeExperimentsProps, nodeExperiments } from './nodes';

/** What the lab's experiments attack. */
export interface ChaosScenariosProps extends NodeExperimentsProps {
  readonly web: AttackedWeb;
  readonly bookinfo: AttackedBookinfo;
  readonly weather: AttackedWeather;
  readonly clients: AttackedClients;
}

/** All experiments of the lab, each applied alone, and for a while. */
export function chaosScenarios(scope: Construct, props: ChaosScenariosProps): void {
  nodeExperiments(scope, props);
  bookinfoExperiments(scope, props.bookinfo);
  weatherExperiments(scope, props.weather);
  webExperiments(scope, props.web);
  clientExperiments(scope, props.clients);
}
