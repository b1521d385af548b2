import { isOpaqueTls } from '../../mesh/protocols';
import type { Counterparts } from '../objects/counterparts';
import type { Target } from './change';
import type { Speech } from './conversation';
import type { Usage } from './groups';

/**
 * How addresses are spoken to, as far as either world says it: what a port is declared for, and what gateways listen for;
 * requests in plain text where nothing is said.
 */
export function usages({ before, after }: Counterparts): (target: Target) => Usage {
  const known = new Map<string, Set<Speech>>();
  const note = (host: string, port: number, speech: Speech) => {
    const key = `${host}:${port}`;
    known.set(key, (known.get(key) ?? new Set()).add(speech));
  };
  const open = new Set<string>();
  for (const mesh of [before, after]) {
    for (const { host, ports } of mesh.services) {
      for (const port of ports) {
        const isBytes = port.class === 'tcp' || port.class === 'udp';
        note(host, port.number, isOpaqueTls(port.protocol) ? 'https' : isBytes ? 'tcp' : 'http');
        if (port.class === 'auto') open.add(`${host}:${port.number}`);
      }
    }
  }
  const byGateways = new Map<Speech, Set<number>>();
  for (const mesh of [before, after]) {
    for (const proxy of mesh.proxies) {
      if (proxy.kind !== 'gateway') continue;
      const dialled = mesh.servicesSelecting(proxy).flatMap(({ ports }) => ports.map(({ number }) => number));
      for (const { port, chains } of mesh.gatewayListeners(proxy)) {
        for (const number of [port, ...dialled.filter((each) => mesh.gatewayPort(proxy, each) === port)]) {
          for (const { tls, forward } of chains) {
            const speech = tls !== 'plaintext' ? 'https' : forward === undefined ? 'http' : 'tcp';
            byGateways.set(speech, (byGateways.get(speech) ?? new Set()).add(number));
          }
        }
      }
    }
  }
  const usualAt = ({ host, formerHost = host, port }: Target): readonly Speech[] => {
    const declared = [host, formerHost].flatMap((each) => [...(known.get(`${each}:${port}`) ?? [])]);
    if (declared.length > 0) return declared;
    const ofGateways = ALL.filter((each) => byGateways.get(each)?.has(port));
    return ofGateways.length > 0 ? ofGateways : [port === 443 ? 'https' : 'http'];
  };
  return (target) => {
    if (usualAt(target).includes(target.speech)) return 'usual';
    const isOpen = [target.host, target.formerHost].some((host) => open.has(`${host}:${target.port}`));
    return isOpen ? 'possible' : 'unusual';
  };
}

const ALL: readonly Speech[] = ['http', 'https', 'tcp'];

/** The gateways whose pods are behind a target, as clients of them are called. */
export function gatewaysBehind({ before, after }: Counterparts): (target: Target) => readonly string[] {
  const found = new Map<string, Set<string>>();
  for (const mesh of [before, after]) {
    for (const proxy of mesh.proxies) {
      if (proxy.kind !== 'gateway') continue;
      for (const { host } of mesh.servicesSelecting(proxy)) {
        found.set(host, (found.get(host) ?? new Set()).add(`${proxy.namespace}/${proxy.name}`));
      }
    }
  }
  return ({ host }) => [...(found.get(host) ?? [])];
}
