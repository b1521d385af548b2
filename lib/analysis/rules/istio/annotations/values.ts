import { parseAddress, parseCidr } from '../../../../kube/addresses';
import { isMap } from '../../../../kube/json';
import { parseQuantity } from '../../../../kube/quantities';
import { readDocuments } from '../../../../model/read-documents';
import { textSource } from '../../../../model/source/text-source';

/** What is wrong with the value of an annotation; undefined when nothing is. */
type Check = (value: string) => string | undefined;

const list = (value: string) => value.split(',').flatMap((each) => each.trim() || []);
const isPort = (text: string) => /^\d+$/.test(text) && Number(text) <= 65535;

const ports: Check = (value) => {
  const wrong = list(value).find((each) => !isPort(each));
  return wrong === undefined ? undefined : `${wrong} is no port from 0 to 65535`;
};
const portsOrAll: Check = (value) => (value.trim() === '*' ? undefined : ports(value));
const ranges: Check = (value) => {
  const wrong = list(value).find((each) => parseCidr(each) === undefined && parseAddress(each) === undefined);
  return wrong === undefined ? undefined : `${wrong} is no range of addresses, such as 10.0.0.0/8`;
};
const rangesOrAll: Check = (value) => (value.trim() === '*' ? undefined : ranges(value));
const number: Check = (value) => (/^\d+$/.test(value) ? undefined : 'it is no whole number');
const quantity: Check = (value) =>
  typeof parseQuantity(value) === 'string' ? 'it is no quantity, such as 100m or 128Mi' : undefined;
const yesOrNo: Check = (value) =>
  /^(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(value) ? undefined : 'it is neither true nor false';
const oneOf =
  (...allowed: readonly string[]): Check =>
  (value) =>
    allowed.includes(value) ? undefined : `it is none of ${allowed.join(', ')}`;
const proxyConfig: Check = (value) => {
  const documents = [...readDocuments(textSource('annotation', value))];
  const isConfig = documents.length === 1 && documents.every((each) => each.problems.length === 0 && isMap(each.value));
  return isConfig ? undefined : 'it is no YAML of a ProxyConfig';
};

const TRAFFIC = 'traffic.sidecar.istio.io';
const READINESS = 'readiness.status.sidecar.istio.io';
const SIDECAR = 'sidecar.istio.io';

/** How values are checked, as the injector does. */
export const VALUES: ReadonlyMap<string, Check> = new Map([
  [`${SIDECAR}/interceptionMode`, oneOf('REDIRECT', 'TPROXY', 'NONE')],
  [`${TRAFFIC}/includeOutboundIPRanges`, rangesOrAll],
  [`${TRAFFIC}/excludeOutboundIPRanges`, ranges],
  [`${TRAFFIC}/includeInboundPorts`, portsOrAll],
  [`${TRAFFIC}/excludeInboundPorts`, ports],
  [`${TRAFFIC}/includeOutboundPorts`, portsOrAll],
  [`${TRAFFIC}/excludeOutboundPorts`, ports],
  [`status.${SIDECAR}/port`, number],
  [`${READINESS}/initialDelaySeconds`, number],
  [`${READINESS}/periodSeconds`, number],
  [`${READINESS}/failureThreshold`, number],
  [`${READINESS}/applicationPorts`, ports],
  [`${SIDECAR}/rewriteAppHTTPProbers`, yesOrNo],
  [`${SIDECAR}/proxyCPU`, quantity],
  [`${SIDECAR}/proxyCPULimit`, quantity],
  [`${SIDECAR}/proxyMemory`, quantity],
  [`${SIDECAR}/proxyMemoryLimit`, quantity],
  ['proxy.istio.io/config', proxyConfig],
]);
