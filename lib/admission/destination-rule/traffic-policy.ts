import { quote } from '../../kube/go';
import { isNameOrAddress } from '../domain-names';
import type { Field } from '../field';
import { onceFor } from '../once';
import { checkPortNumber } from '../ports';
import type { Report } from '../report';
import { checkClientTls } from './client-tls';
import { checkConnectionPool } from './connection-pool';
import { checkLoadBalancer } from './load-balancer';
import { checkOutlierDetection } from './outlier-detection';

const PORT_FIELDS = ['loadBalancer', 'connectionPool', 'outlierDetection', 'tls'];
const FIELDS = [...PORT_FIELDS, 'tunnel', 'proxyProtocol', 'retryBudget'];

/** @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy */
export const checkTrafficPolicy = onceFor((policy, namespace, report) => {
  if (!policy.present) return;
  const ports = policy.get('portLevelSettings');
  if (!policy.hasAny(...FIELDS) && !ports.filled) {
    report.refuse(policy, 'the policy says nothing', `write one of ${[...FIELDS, 'portLevelSettings'].join(', ')}`);
    return;
  }
  const tunnel = policy.get('tunnel');
  if (tunnel.present && policy.has('proxyProtocol')) {
    report.refuse(tunnel, 'tunnel and proxyProtocol exclude each other', 'keep one of them');
    return;
  }
  checkShared(policy, namespace, report);
  for (const port of ports.items()) {
    if (!port.has('port')) report.refuse(port.get('port'), 'no port given', 'write port.number');
    if (port.hasAny(...PORT_FIELDS)) checkShared(port, namespace, report);
    else report.refuse(port, 'the policy of the port says nothing', `write one of ${PORT_FIELDS.join(', ')}`);
  }
  if (tunnel.present) checkTunnel(tunnel, report);
});

/** What a policy has for all ports and for one. */
function checkShared(policy: Field, namespace: string | undefined, report: Report): void {
  policy.check('outlierDetection', checkOutlierDetection, report);
  policy.check('connectionPool', checkConnectionPool, report);
  checkLoadBalancer(policy.get('loadBalancer'), policy.get('outlierDetection'), report);
  checkClientTls(policy.get('tls'), namespace, report);
}

/** @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy-TunnelSettings */
function checkTunnel(tunnel: Field, report: Report): void {
  const protocol = tunnel.get('protocol');
  if (!['', 'CONNECT', 'POST'].includes(protocol.text)) {
    report.refuse(protocol, `${quote(protocol.text)} makes no tunnel`, 'write CONNECT or POST');
  }
  const host = tunnel.get('targetHost');
  if (!isNameOrAddress(host.text)) {
    const what = `${quote(host.text)} is neither a domain name nor an IP address`;
    report.refuse(host, what, 'write what the tunnel leads to, such as api.example.com');
  }
  checkPortNumber(tunnel.get('targetPort'), report);
}
