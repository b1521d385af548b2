import type { Rule } from '../analysis/rule';
import type { Mesh } from '../mesh/mesh';
import { type FindingChanges, findingChanges } from './findings';
import { Counterparts } from './objects/counterparts';
import { type ExposureChange, exposureChanges } from './objects/exposures';
import {
  type ExperimentChange,
  experimentChanges,
  type ObjectChange,
  objectChanges,
  type ReleaseChange,
  releaseChanges,
} from './objects/objects';
import type { TrafficChange } from './traffic/change';
import type { Client } from './traffic/clients';
import { groupsOf } from './traffic/groups';
import { gatewaysBehind, usages } from './traffic/speech';
import { compareTraffic, type TrafficLimits } from './traffic/traffic';

/** How two worlds are compared. */
export interface DiffOptions {
  /** Rules whose findings are compared. @default - none */
  readonly rules?: readonly Rule[];
  /** How many requests are looked at. */
  readonly limits?: Partial<TrafficLimits>;
}

/** What a change means. */
export interface Diff {
  readonly before: Mesh;
  readonly after: Mesh;
  /** What is other for those who send requests, the worst first. */
  readonly traffic: readonly TrafficChange[];
  /** What is other only for those who do not speak to a port as it is declared, such as who begins TLS at one for HTTP. */
  readonly unusual: readonly TrafficChange[];
  /** Services that clients outside reach otherwise than before, beside any gateway. */
  readonly exposures: readonly ExposureChange[];
  readonly releases: readonly ReleaseChange[];
  readonly experiments: readonly ExperimentChange[];
  readonly findings: FindingChanges;
  /** Every object that differs. */
  readonly objects: readonly ObjectChange[];
  readonly looked: Looked;
}

/** What was compared. */
export interface Looked {
  /** Who sends requests in both worlds. */
  readonly clients: readonly Client[];
  /** How many hosts and ports there are. */
  readonly addresses: number;
  /** How many requests were simulated in both worlds; those that nothing is other for need not be. */
  readonly requests: number;
  /** What was not looked at, in sentences. */
  readonly cuts: readonly string[];
  /** How many objects both worlds have alike. */
  readonly unchanged: number;
}

/** Enough for all that people write, and a few seconds at most. */
const LIMITS: TrafficLimits = { requests: 2000, boxes: 20_000, allRequests: 20_000 };

/**
 * What the change from one world to another means: what is other for requests, releases and experiments, which findings
 * are new or gone, and which objects differ.
 *
 * Requests are cut at everything that manifests compare them with, in either world: hosts, ports, paths, methods, headers,
 * parameters, tokens, certificates, addresses and identities of clients. One of each kind that may be treated otherwise is
 * simulated in both worlds. That is complete for what is compared by exact texts and beginnings; for a regular expression
 * there is a text that it takes, where one is found also beside each other literal, and those that it does not; one for
 * which none is found is among the cuts.
 */
export function diff(before: Mesh, after: Mesh, { rules = [], limits = {} }: DiffOptions = {}): Diff {
  const counterparts = Counterparts.of(before, after);
  const traffic = compareTraffic(counterparts, { ...LIMITS, ...limits });
  const { clients, conversations, addresses, requests, cuts } = traffic;
  const { changes, unusual } = groupsOf(conversations, usages(counterparts), gatewaysBehind(counterparts));
  return {
    ...{ before, after, traffic: changes, unusual },
    exposures: exposureChanges(counterparts),
    releases: releaseChanges(counterparts),
    experiments: experimentChanges(counterparts),
    findings: findingChanges(before, after, rules),
    objects: objectChanges(counterparts),
    looked: { clients, addresses, requests, cuts, unchanged: counterparts.unchanged },
  };
}
