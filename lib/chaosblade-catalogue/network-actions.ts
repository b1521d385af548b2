import { action } from './action';
import {
  address,
  choice,
  count,
  given,
  ipv4,
  ipv4Ranges,
  milliseconds,
  networkInterface,
  path,
  percent,
  port,
  ports,
  text,
  texts,
} from './flag';

/** What actions that load a node are told besides. */
export const CGROUP = {
  /** Where control groups are mounted. @default - '/sys/fs/cgroup' on nodes; in pods the operator sets it */
  cgroupRoot: path(),
};

const INTERFACE = {
  /** The network interface: `eth0` in most pods; on nodes see `ip route get 1.1.1.1`. */
  interface: networkInterface(),
};

// Beside any of the first, `exclude-port` is ignored; beside `protocol`, it makes the whole fault do nothing.
const TRAFFIC = {
  ports: {
    /** Only traffic of these ports of the target itself. */
    localPort: ports(),
    /** Only traffic to these ports of others. With a sidecar: the port of the other pod, not that of its Service. */
    remotePort: ports(),
    /**
     * Only packets of one protocol. Alone it does nothing beside `excludeIp`.
     * @default - all
     */
    protocol: choice('tcp', 'udp', 'icmp'),
  },
  allBut: {
    /** All traffic but that of these ports, and of their peers. On nodes, 22, 6443 and 10250 are always excluded. */
    excludePort: ports(),
  },
};

const TRAFFIC_OPTIONS = {
  /** Only traffic to these addresses or ranges. @default - to all */
  destinationIp: ipv4Ranges(),
  /** All traffic but that to these addresses or ranges; also together with `localPort` and `remotePort`. @default - none */
  excludeIp: ipv4Ranges(),
  /** Excludes the ports of `excludePort` alone, not those that talk to them; needed where `ss` is missing. @default false */
  ignorePeerPort: given(),
  /** Replaces the rules for traffic control that the interface has, instead of failing. @default false */
  force: given(),
};

/** What can be done to the network of nodes, pods and containers: a part of the catalogue. */
export const NETWORK_ACTIONS = {
  /** Delays packets that leave. */
  networkDelay: action('network', 'delay', {
    required: {
      ...INTERFACE,
      /** By how much, in whole milliseconds. */
      time: milliseconds(),
    },
    either: TRAFFIC,
    optional: {
      /** By how much more or less, at random. @default - none */
      offset: milliseconds(0),
      ...TRAFFIC_OPTIONS,
    },
  }),
  /** Loses packets that leave. */
  networkLoss: action('network', 'loss', {
    required: {
      ...INTERFACE,
      /** How many of the packets, 1 to 100 percent. */
      percent: percent(),
    },
    either: TRAFFIC,
    optional: TRAFFIC_OPTIONS,
  }),
  /** Sends packets twice. */
  networkDuplicate: action('network', 'duplicate', {
    required: {
      ...INTERFACE,
      /** How many of the packets, 1 to 100 percent. */
      percent: percent(),
    },
    either: TRAFFIC,
    optional: TRAFFIC_OPTIONS,
  }),
  /** Damages packets that leave. */
  networkCorrupt: action('network', 'corrupt', {
    required: {
      ...INTERFACE,
      /** How many of the packets, 1 to 100 percent. */
      percent: percent(),
    },
    either: TRAFFIC,
    optional: TRAFFIC_OPTIONS,
  }),
  /** Sends packets out of order: some at once, the others later. */
  networkReorder: action('network', 'reorder', {
    required: {
      ...INTERFACE,
      /** How many of the packets are sent at once, 1 to 100 percent. */
      percent: percent(),
      /** How much this depends on the packet before, 0 to 100 percent. */
      correlation: percent(0),
    },
    either: TRAFFIC,
    optional: {
      /** Every how many packets one is sent at once. @default - by chance */
      gap: count(1),
      /** By how much the others are delayed. @default Duration.millis(10) */
      time: milliseconds(),
      ...TRAFFIC_OPTIONS,
    },
  }),
  /** Drops all packets that match, by `iptables`, which the images of ChaosBlade's tool do not all have. */
  networkDrop: action('network', 'drop', {
    someOf: {
      /** Packets from this address. */
      sourceIp: ipv4(),
      /** Packets to this address. */
      destinationIp: ipv4(),
      /** Packets from these ports. */
      sourcePort: ports(),
      /** Packets to these ports. */
      destinationPort: ports(),
      /** Packets with this text in them. */
      stringPattern: text(),
    },
    optional: {
      /** Packets of one direction. @default - both */
      networkTraffic: choice('in', 'out'),
    },
  }),
  /**
   * Gives names another address, in `/etc/hosts`: `nslookup` and `dig` do not see it. In a mesh, a sidecar routes HTTP
   * by its host whatever the address, so that only loopback addresses make a difference. It keeps a copy in `/etc` of the
   * container, whose root file system must not be read-only.
   */
  networkDns: action('network', 'dns', {
    required: {
      /** The names. */
      domain: texts(),
      /** Their new address. */
      ip: address(),
    },
  }),
  /** Makes the resolution of names fail, by `iptables`, which the images of ChaosBlade's tool do not all have. */
  networkDnsDown: action('network', 'dns_down', {
    optional: {
      /** Names that are still resolved. @default - none */
      allowDomain: texts('allow_domain'),
    },
  }),
  /** Listens on a port, so that nothing else can. */
  networkOccupy: action('network', 'occupy', {
    required: {
      /** The port. */
      port: port(),
    },
    optional: CGROUP,
    forced: {
      /** Kills the process that has the port. @default false */
      force: given(),
    },
  }),
};
