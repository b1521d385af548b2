import { quote } from '../../kube/go';
import type { Field } from '../field';
import type { Report } from '../report';

const FILES = ['clientCertificate', 'privateKey', 'caCertificates', 'caCrl'];
const CONFIG_MAP = 'configmap://';

/** @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings */
export function checkClientTls(tls: Field, namespace: string | undefined, report: Report): void {
  if (!tls.present) return;
  const mode = tls.get('mode').text || 'DISABLE';
  const credential = tls.get('credentialName');
  const verifies = mode === 'SIMPLE' || mode === 'MUTUAL';
  if (tls.get('insecureSkipVerify').flag && verifies) checkUnverified(tls, mode, report);
  if (verifies && credential.text !== '') {
    const given = FILES.find((name) => tls.get(name).text !== '');
    if (given !== undefined) {
      report.refuse(tls.get(given), `${given} cannot be beside credentialName`, 'keep the files or the credential');
    }
    checkConfigMap(credential, namespace, report);
    return;
  }
  if (mode !== 'MUTUAL') return;
  for (const name of ['clientCertificate', 'privateKey']) {
    if (tls.get(name).text !== '') continue;
    const what = 'with mode MUTUAL the client shows a certificate, and none is given';
    report.refuse(tls.get(name), what, `write ${name}, or credentialName`);
  }
}

/** Fields that say how a server is verified have no meaning when it is not. */
function checkUnverified(tls: Field, mode: string, report: Report): void {
  const names = ['caCertificates', 'subjectAltNames', ...(mode === 'SIMPLE' ? ['credentialName'] : [])];
  for (const name of names) {
    const field = tls.get(name);
    if (name === 'subjectAltNames' ? !field.filled : field.text === '') continue;
    const what = `${name} has no meaning with insecureSkipVerify, which verifies nothing`;
    report.refuse(field, what, `remove insecureSkipVerify, or ${name}`);
  }
}

/** A ConfigMap with certificates of authorities can only be of the own namespace. */
function checkConfigMap(credential: Field, namespace: string | undefined, report: Report): void {
  if (namespace === undefined || !credential.text.startsWith(CONFIG_MAP)) return;
  const name = credential.text.slice(CONFIG_MAP.length);
  const slash = name.indexOf('/');
  if (slash === -1 || name.slice(0, slash) === namespace) return;
  const what = `${quote(credential.text)}: the ConfigMap must be in the namespace of the DestinationRule`;
  report.refuse(credential, what, `write ${CONFIG_MAP}${name.slice(slash + 1)}`);
}
