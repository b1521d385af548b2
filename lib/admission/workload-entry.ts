import { quote } from '../kube/go';
import { checkUnixAddress, isUnixAddress, parseIpAddress } from './addresses';
import { isNameOrAddress } from './domain-names';
import type { Field } from './field';
import type { Context } from './kinds';
import { checkLabels } from './labels';
import { checkPortName, checkPortNumber } from './ports';
import type { Report } from './report';

export interface EndpointOptions {
  /** Whether an address may be a name to look up. */
  readonly names: boolean;
  /** The names of the ports of the ServiceEntry around it, where there is one. */
  readonly ports?: ReadonlySet<string>;
}

/** @see https://istio.io/latest/docs/reference/config/networking/workload-entry/ */
export function checkWorkloadEntry(spec: Field, _context: Context, report: Report): void {
  checkEndpoint(spec, { names: true }, report);
}

/** A workload that is no pod. */
export function checkEndpoint(entry: Field, { names, ports }: EndpointOptions, report: Report): void {
  const address = entry.get('address');
  const network = entry.get('network');
  if (address.text === '') {
    if (network.text === '') {
      report.refuse(address, 'no address given', 'write the address of the workload, or its network');
      return;
    }
    const what = `without an address the workload is reached through the gateways of network ${quote(network.text)}`;
    report.warn(address, what, 'write its address, if that is not meant');
  }
  if (isUnixAddress(address.text)) {
    checkUnixAddress(address, report);
    if (entry.get('ports').filled) report.refuse(entry.get('ports'), 'a socket of a file has no ports', 'remove them');
    if (ports !== undefined && ports.size !== 1) {
      const what = `a socket of a file is one port, and the ServiceEntry has ${ports.size}`;
      report.refuse(address, what, 'give the ServiceEntry one port');
    }
  } else {
    checkAddress(address, names, report);
    for (const [name, port] of entry.get('ports').entries()) {
      if (ports !== undefined && !ports.has(name)) {
        const what = `the ServiceEntry has no port named ${quote(name)}`;
        report.refuse(port, what, `write one of ${[...ports].map(quote).join(', ') || 'its ports first'}`);
      }
      checkPortName(port, report, name);
      checkPortNumber(port, report);
    }
  }
  entry.check('labels', checkLabels, report);
}

function checkAddress(address: Field, names: boolean, report: Report): void {
  const { text } = address;
  if (text === '' || (names ? isNameOrAddress(text) : parseIpAddress(text) !== undefined)) return;
  if (names) {
    report.refuse(address, `${quote(text)} is neither an IP address nor a domain name`, 'write such as 10.0.0.1');
  } else {
    const what = `${quote(text)} is not an IP address, and with resolution STATIC nothing is looked up`;
    report.refuse(address, what, 'write an address such as 10.0.0.1, or resolution: DNS');
  }
}
