import { type ControlPort, controlThreat, coversPort } from '../../../chaosblade-catalogue/control-ports';
import {
  describeExperiment,
  type Experiment,
  experimentsOf,
  isMeant,
  numberOf,
  pathOf,
} from '../../../experiments/experiments';
import { CHAOS_BLADE } from '../../../world/kinds';
import { experimentExample } from '../../experiment/example';
import type { Observation, Rule } from '../../rule';

const example = (flags: Readonly<Record<string, string>>) =>
  experimentExample({
    what: 'node network loss',
    flags: { names: 'worker-1', interface: 'eth0', percent: '100', ...flags },
  });

/** Ports of nodes that are seldom meant, beside those without which nobody gets there. */
const OTHERS: readonly ControlPort[] = [
  { number: 2379, who: 'etcd' },
  { number: 2380, who: 'etcd' },
  { number: 9443, who: "ChaosBlade's own webhook" },
];

/** Ports of sidecars, by which the mesh and the kubelet know whether a pod is well. */
const OF_SIDECARS: readonly ControlPort[] = [
  { number: 15008, who: 'mutual TLS of ambient meshes' },
  { number: 15012, who: 'istiod' },
  { number: 15020, who: 'metrics and probes of the sidecar' },
  { number: 15021, who: 'the readiness of the sidecar' },
];

/** Faults after which nothing gets through. */
const CUTTING: ReadonlySet<string> = new Set(['loss', 'drop', 'corrupt', 'occupy', 'kill', 'stop']);

export const controlPorts: Rule = {
  id: 'CHAOSBLADE_CONTROL_PORTS',
  severity: 'error',
  kinds: [CHAOS_BLADE],
  docs: {
    says: 'a fault of the network of nodes that cuts off SSH, the kubelet or the API server, or one of pods that cuts off their sidecars',
    why: 'A fault is undone over the network: once the kubelet or the API server cannot be reached, the node is lost until the timeout, and its pods are moved away. ChaosBlade takes `exclude-port` only where no ports are named.',
    fix: 'Name the ports that are meant, or except 22, 6443 and 10250 in `exclude-port`. If the node is meant, say why in the annotation `meshwright.dev/control-ports`.',
    symptoms: ['node NotReady', 'phase Destroying', 'connection refused'],
    see: 'https://chaosblade.io/docs/',
    wrong: example({}),
    right: example({ 'exclude-port': '22,6443,10250' }),
  },

  check(mesh, report) {
    for (const experiment of experimentsOf(mesh)) {
      if (isMeant(experiment, 'control-ports')) continue;
      const observation = experiment.scope === 'node' ? ofNode(experiment) : ofPods(experiment);
      if (observation !== undefined) report(experiment.entity, pathOf(experiment, portFlag(experiment)), observation);
    }
  },
};

function portFlag({ flags }: Experiment): string {
  return [...flags.keys()].find((name) => name === 'port' || name.endsWith('-port')) ?? 'interface';
}

function ofNode(experiment: Experiment): Observation | undefined {
  const what = describeExperiment(experiment);
  const severity = cutsOff(experiment) ? 'error' : 'warning';
  const threat = controlThreat(experiment);
  switch (threat?.is) {
    case undefined: {
      const named = portsNamed(experiment, OTHERS);
      return named.length === 0
        ? undefined
        : { severity: 'warning', message: `${what} hits port ${shown(named)} of the node`, fix: 'choose other ports' };
    }
    case 'named':
      return {
        severity,
        message: `${what} hits port ${shown(threat.ports)} of the node: it is out of reach for whoever is to undo the fault`,
        fix: 'choose other ports, or say why in the annotation meshwright.dev/control-ports',
      };
    case 'all dropped':
    case 'all of TCP':
      return {
        severity,
        message: `${what} names no ports: SSH, the kubelet and the API server of the node are hit, too, and exclude-port cannot except them here`,
        fix: 'name the ports that are meant',
      };
    case 'not excepted': {
      const addresses = experiment.flags.get('destination-ip')?.values ?? [];
      if (addresses.length > 0) {
        return {
          severity: 'warning',
          message: `${what} is about all traffic to ${addresses.join(', ')}: if the API server, DNS or whoever is to undo the fault has one of these addresses, the node is out of reach`,
          fix: 'name the ports that are meant',
        };
      }
      return {
        severity,
        message: `${what} is about all traffic, that of port ${shown(threat.ports)} of the node included`,
        fix: "name the ports that are meant, or give exclude-port: '22,6443,10250'",
      };
    }
  }
}

function ofPods(experiment: Experiment): Observation | undefined {
  if (experiment.target !== 'network' || !cutsOff(experiment)) return undefined;
  const named = portsNamed(experiment, OF_SIDECARS);
  return named.length === 0
    ? undefined
    : {
        severity: 'warning',
        message: `${describeExperiment(experiment)} hits port ${shown(named)} in the pods: the whole pod is taken for ill`,
        fix: 'name the ports of the app',
      };
}

/** Whether so little gets through that nothing works. */
function cutsOff(experiment: Experiment): boolean {
  const share = numberOf(experiment, 'percent');
  return CUTTING.has(experiment.action) && (share === undefined || share >= 50);
}

function portsNamed({ flags }: Experiment, ports: readonly ControlPort[]): readonly ControlPort[] {
  const named = [...flags.values()].filter(
    ({ name }) => name !== 'exclude-port' && (name === 'port' || name.endsWith('-port')),
  );
  return ports.filter(({ number }) => named.some(({ values }) => values.some((each) => coversPort(each, number))));
}

function shown(ports: readonly ControlPort[]): string {
  return ports.map(({ number, who }) => `${number} (${who})`).join(' and ');
}
