import type { Construct } from 'constructs';
import type { Matcher } from '../chaosblade-catalogue/action';
import { controlThreat } from '../chaosblade-catalogue/control-ports';
import { MeshwrightError } from '../core/errors';
import type { ChaosFault } from './fault';

/**
 * The matchers of a fault of a node, with the control ports spared: by `exclude-port` where the fault is about all
 * traffic, and by an error where it names them.
 *
 * @throws MeshwrightError when the fault cannot spare them
 */
export function spareControlPorts(where: Construct, fault: ChaosFault): readonly Matcher[] {
  const threat = controlThreat(fault);
  switch (threat?.is) {
    case undefined:
      return fault.matchers;
    case 'named': {
      const names = threat.ports.map(({ number, who }) => `${number} (${who})`).join(' and ');
      throw new MeshwrightError(
        where,
        `${fault.name} hits port ${names} of the node: choose other ports, or say in \`controlPorts\` why`,
      );
    }
    case 'all dropped':
      throw new MeshwrightError(
        where,
        `${fault.name} names no ports, so that SSH, the kubelet and the API server can be cut off: give sourcePort or destinationPort, or say in \`controlPorts\` why`,
      );
    case 'all of TCP':
      throw new MeshwrightError(
        where,
        `${fault.name} is about all of TCP, from which ChaosBlade cannot except SSH, the kubelet and the API server: give localPort, remotePort or destinationIp, or say in \`controlPorts\` why`,
      );
    case 'not excepted': {
      const own = fault.matchers.find(([name]) => name === 'exclude-port')?.[1] ?? [];
      const missing = threat.ports.map(({ number }) => `${number}`);
      return [...fault.matchers.filter(([name]) => name !== 'exclude-port'), ['exclude-port', [...missing, ...own]]];
    }
  }
}
