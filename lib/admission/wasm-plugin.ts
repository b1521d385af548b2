import { quote } from '../kube/go';
import type { Field } from './field';
import type { Context } from './kinds';
import { checkPortNumber } from './ports';
import type { Report } from './report';
import { checkAttachment } from './workload-selectors';

/** @see https://istio.io/latest/docs/reference/config/proxy_extensions/wasm-plugin/ */
export function checkWasmPlugin(spec: Field, _context: Context, report: Report): void {
  checkAttachment(spec, report);
  checkWasm(spec, report);
  checkTrafficSelectors(spec.get('match'), report);
}

const SCHEMES = ['', 'file', 'http', 'https', 'oci'];

/** A module with its machine. */
export function checkWasm(wasm: Field, report: Report): void {
  const url = wasm.get('url');
  const scheme = /^([a-zA-Z][-+.a-zA-Z0-9]*):\/\//.exec(url.text)?.[1] ?? '';
  if (url.text === '')
    report.refuse(url, 'it is not said where the module is', 'write url, such as oci://registry/image');
  else if (!SCHEMES.includes(scheme.toLowerCase())) {
    report.refuse(url, `${quote(scheme)} is not how a module is fetched`, 'write file, http, https or oci');
  }
  const sum = wasm.get('sha256');
  if (sum.text !== '' && !/^[a-f0-9]{64}$/.test(sum.text)) {
    const what = `${quote(sum.text)} is not a checksum`;
    report.refuse(sum, what, 'write the 64 digits of SHA-256, in lower case');
  }
  const names = new Set<string>();
  for (const variable of wasm.get('vmConfig').get('env').items()) {
    const name = variable.get('name');
    if (name.text === '') report.refuse(name, 'the variable has no name', 'write its name');
    else if (names.has(name.text)) report.refuse(name, `${quote(name.text)} is written twice`, 'remove one of them');
    names.add(name.text);
    const value = variable.get('value');
    if (value.text !== '' && variable.get('valueFrom').text === 'HOST') {
      report.refuse(value, 'the value is that of the proxy', 'remove it, or valueFrom: HOST');
    }
  }
}

/** Which of the traffic it is for. */
export function checkTrafficSelectors(match: Field, report: Report): void {
  for (const selector of match.items()) {
    for (const port of selector.get('ports').items()) checkPortNumber(port.get('number'), report);
  }
}
