import { coversPort } from '../chaosblade-catalogue/control-ports';
import { type Experiment, numberOf } from '../experiments/experiments';

/** What an experiment does to the pods, or the nodes, that it hits: as far as requests meet it. */
export type Effect =
  /** Packets that leave are late. */
  | { readonly kind: 'late'; readonly traffic: Traffic; readonly seconds: number; readonly offset: number }
  /** Packets that leave do not arrive, by this share of one. */
  | { readonly kind: 'lost'; readonly traffic: Traffic; readonly share: number }
  /** Nothing is answered, and nothing is refused. */
  | { readonly kind: 'silent'; readonly traffic: Traffic }
  /** The pods, or their containers, are not there for a while. */
  | { readonly kind: 'gone'; readonly until: 'restarted' | 'replaced' | 'deleted' }
  /** Names lead somewhere else; `self` for the pod itself. */
  | { readonly kind: 'misled'; readonly names: readonly string[]; readonly to: 'self' | 'elsewhere' | 'nowhere' }
  | { readonly kind: 'harmless'; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string };

/** Which packets of what is hit. */
export interface Traffic {
  /** Answers of its servers, by their ports; `none` for none, `all` for those of all ports. */
  readonly answers: Ports;
  /** What it asks of others, by the ports of their pods. */
  readonly calls: Ports;
  /** Ports that are excepted. */
  readonly except: readonly string[];
}

export type Ports = 'none' | 'all' | readonly string[];

const ALL: Traffic = { answers: 'all', calls: 'all', except: [] };

/** Whether packets of a port are among them. */
export function includesPort(ports: Ports, except: readonly string[], port: number): boolean {
  if (ports === 'none') return false;
  if (ports === 'all') return !except.some((each) => coversPort(each, port));
  return ports.some((each) => coversPort(each, port));
}

/** What an experiment does. What an application makes of it is unknown, and it is said why. */
export function effectOf(experiment: Experiment): Effect {
  const { target, action } = experiment;
  switch (`${target} ${action}`) {
    case 'network delay':
    case 'network reorder':
      return late(experiment, action === 'reorder');
    case 'network loss':
    case 'network corrupt':
      return lost(experiment);
    case 'network duplicate':
      return { kind: 'harmless', why: 'TCP drops packets that come twice: nobody sees it but counters of packets' };
    case 'network drop':
      return dropped(experiment);
    case 'network dns':
      return { kind: 'misled', names: valuesOf(experiment, 'domain'), to: placeOf(experiment) };
    case 'network dns_down':
      return {
        kind: 'unknown',
        why: 'names are no longer resolved: sidecars and many applications know addresses of before',
      };
    case 'process kill':
      return killed(experiment);
    case 'process stop':
      return isFirstProcess(experiment)
        ? { kind: 'silent', traffic: { ...ALL, calls: 'none' } }
        : { kind: 'unknown', why: 'which process answers requests is not in manifests' };
    case 'pod delete':
      return { kind: 'gone', until: 'replaced' };
    case 'pod fail':
      return { kind: 'gone', until: 'deleted' };
    case 'container remove':
      return { kind: 'gone', until: 'restarted' };
    case 'cpu fullload':
      return { kind: 'unknown', why: 'how much slower answers get depends on how much processor time they need' };
    case 'mem load':
      return {
        kind: 'unknown',
        why: 'whether a container is killed for its memory depends on how much it needs itself',
      };
    case 'disk fill':
    case 'disk burn':
      return { kind: 'unknown', why: 'manifests do not say what is read and written for a request' };
    default:
      return target === 'file' || target === 'script'
        ? { kind: 'unknown', why: `manifests do not say what reads the ${target}` }
        : { kind: 'unknown', why: `what ${target} ${action} does to requests is not known` };
  }
}

function late(experiment: Experiment, reordered: boolean): Effect {
  const traffic = trafficOf(experiment);
  if (typeof traffic === 'string') return { kind: 'harmless', why: traffic };
  if ('unknown' in traffic) return { kind: 'unknown', why: traffic.unknown };
  const milliseconds = numberOf(experiment, 'time') ?? (reordered ? 10 : undefined);
  if (milliseconds === undefined) return { kind: 'unknown', why: 'time is no number' };
  const offset = (numberOf(experiment, 'offset') ?? 0) / 1000;
  // Those that are sent at once overtake the others, which are late.
  return { kind: 'late', traffic, seconds: milliseconds / 1000, offset: reordered ? milliseconds / 1000 : offset };
}

function lost(experiment: Experiment): Effect {
  const traffic = trafficOf(experiment);
  if (typeof traffic === 'string') return { kind: 'harmless', why: traffic };
  if ('unknown' in traffic) return { kind: 'unknown', why: traffic.unknown };
  const percent = numberOf(experiment, 'percent');
  if (percent === undefined) return { kind: 'unknown', why: 'percent is no number' };
  return percent >= 100 ? { kind: 'silent', traffic } : { kind: 'lost', traffic, share: percent / 100 };
}

function dropped(experiment: Experiment): Effect {
  const { flags } = experiment;
  if (flags.has('string-pattern') || flags.has('source-ip') || flags.has('destination-ip'))
    return { kind: 'unknown', why: 'manifests do not say whose packets these are' };
  const [source, destination] = [valuesOf(experiment, 'source-port'), valuesOf(experiment, 'destination-port')];
  // Of its servers it is the source of answers and the destination of requests.
  const direction = flags.get('network-traffic')?.text;
  const answers = [...(direction === 'in' ? [] : source), ...(direction === 'out' ? [] : destination)];
  const calls = [...(direction === 'in' ? [] : destination), ...(direction === 'out' ? [] : source)];
  return {
    kind: 'silent',
    traffic: { answers: answers.length > 0 ? answers : 'none', calls: calls.length > 0 ? calls : 'none', except: [] },
  };
}

function killed(experiment: Experiment): Effect {
  if (!isFirstProcess(experiment))
    return { kind: 'unknown', why: 'which process answers requests is not in manifests' };
  const signal = numberOf(experiment, 'signal');
  return signal === 9
    ? { kind: 'harmless', why: 'the first process of a container gets no signal 9 from inside of it' }
    : { kind: 'gone', until: 'restarted' };
}

function isFirstProcess(experiment: Experiment): boolean {
  return valuesOf(experiment, 'pid').includes('1');
}

/** Which packets rules of traffic control take; why none of TCP, as a text; or why that is not known. */
function trafficOf(experiment: Experiment): Traffic | string | { readonly unknown: string } {
  const { flags } = experiment;
  const protocol = flags.get('protocol')?.text;
  if (protocol === 'udp' || protocol === 'icmp')
    return `only packets of ${protocol} are meant, and requests go over TCP`;
  if (flags.has('destination-ip') || flags.has('exclude-ip'))
    return { unknown: 'manifests do not say who has these addresses' };
  const networkInterface = flags.get('interface')?.text;
  if (experiment.scope !== 'node' && networkInterface === 'lo')
    return { unknown: 'what passes over the loopback interface is between the containers of a pod' };
  const [local, remote] = [valuesOf(experiment, 'local-port'), valuesOf(experiment, 'remote-port')];
  if (local.length === 0 && remote.length === 0) return { ...ALL, except: valuesOf(experiment, 'exclude-port') };
  return { answers: local.length > 0 ? local : 'none', calls: remote.length > 0 ? remote : 'none', except: [] };
}

function placeOf(experiment: Experiment): 'self' | 'elsewhere' {
  return /^127\.|^::1$|^0\.0\.0\.0$/.test(experiment.flags.get('ip')?.text ?? '') ? 'self' : 'elsewhere';
}

function valuesOf({ flags }: Experiment, name: string): readonly string[] {
  return flags.get(name)?.values ?? [];
}
