import { quote } from '../kube/go';
import type { Field } from './field';
import type { Report } from './report';

const CIPHERS = [
  ...['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES256-GCM-SHA384'],
  ...['ECDHE-RSA-AES256-GCM-SHA384', 'ECDHE-ECDSA-CHACHA20-POLY1305', 'ECDHE-RSA-CHACHA20-POLY1305'],
  ...['ECDHE-ECDSA-AES128-SHA', 'ECDHE-RSA-AES128-SHA', 'ECDHE-ECDSA-AES256-SHA', 'ECDHE-RSA-AES256-SHA'],
  ...['AES128-GCM-SHA256', 'AES256-GCM-SHA384', 'AES128-SHA', 'AES256-SHA', 'DES-CBC3-SHA'],
];
const FILES = ['serverCertificate', 'privateKey', 'caCertificates'];
const CERTIFICATE_FIELDS = [...FILES, 'credentialName'];

/** @see https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings */
export function checkServerTls(tls: Field, report: Report): void {
  if (!tls.present) return;
  checkVersionsAndCiphers(tls, report);
  const mode = tls.get('mode').text || 'PASSTHROUGH';
  const given = CERTIFICATE_FIELDS.filter((name) => tls.get(name).text !== '');
  if (mode === 'ISTIO_MUTUAL') {
    for (const name of given) {
      const what = `with mode ISTIO_MUTUAL the certificates are Istio's own, so ${name} has no meaning`;
      report.refuse(tls.get(name), what, `remove ${name}, or write mode: MUTUAL`);
    }
    return;
  }
  if (mode === 'PASSTHROUGH' || mode === 'AUTO_PASSTHROUGH') {
    if (given.length > 0) {
      const what = `mode ${mode} does not end TLS, so ${given.join(', ')} ${given.length > 1 ? 'are' : 'is'} not used`;
      report.warn(tls, what, `remove ${given.join(', ')}, or write mode: SIMPLE`);
    }
    return;
  }
  checkTermination(tls, mode, report);
}

function checkVersionsAndCiphers(tls: Field, report: Report): void {
  const ciphers = tls.get('cipherSuites');
  const old = ['minProtocolVersion', 'maxProtocolVersion'].find((name) => /^TLSV1_[01]$/.test(tls.get(name).text));
  if (old !== undefined && !ciphers.filled) {
    const what = `none of the ciphers that are on by default work with ${tls.get(old).text}`;
    report.warn(tls.get(old), what, 'write cipherSuites, or TLSV1_2');
  }
  const seen = new Set<string>();
  for (const [cipher, item] of ciphers.texts()) {
    if (!isCipher(cipher))
      report.warn(item, `${quote(cipher)} is not a cipher that Envoy has, so it is ignored`, 'remove it');
    else if (seen.has(cipher)) report.warn(item, `${quote(cipher)} is written twice`, 'remove one of them');
    seen.add(cipher);
  }
}

/** Names, and what begins with an operator such as `-` or `[`. */
function isCipher(text: string): boolean {
  return text === '' || text === 'ALL' || !/^[\p{L}\p{N}]/u.test(text) || CIPHERS.includes(text);
}

/** Where TLS ends here, there is exactly one source of certificates. */
function checkTermination(tls: Field, mode: string, report: Report): void {
  const several = tls.get('tlsCertificates');
  const sources = [
    tls.get('serverCertificate').text !== '' || tls.get('privateKey').text !== '' ? 'serverCertificate' : '',
    tls.get('credentialName').text !== '' ? 'credentialName' : '',
    tls.get('credentialNames').filled ? 'credentialNames' : '',
    several.filled ? 'tlsCertificates' : '',
  ].filter((name) => name !== '');
  if (sources.length > 1) {
    report.refuse(tls, `${sources.join(' and ')} exclude each other`, 'keep one of them');
  }
  const many = several.items().length > 2 ? several : tls.get('credentialNames');
  if (many.items().length > 2)
    report.warn(many, 'only the first two are used: one of RSA and one of ECDSA', 'keep two');
  checkRevocations(tls, mode, report);
  if (tls.get('credentialName').text !== '' || tls.get('credentialNames').filled) return;
  if (several.filled) {
    for (const certificate of several.items())
      requireFiles(certificate, ['serverCertificate', 'privateKey'], mode, report);
  } else requireFiles(tls, ['serverCertificate', 'privateKey'], mode, report);
  if (mode !== 'SIMPLE' && !tls.get('caCertCredentialName').text) requireFiles(tls, ['caCertificates'], mode, report);
}

function requireFiles(at: Field, names: readonly string[], mode: string, report: Report): void {
  for (const name of names) {
    if (at.get(name).text !== '') continue;
    report.refuse(at.get(name), `with mode ${mode} it is needed, and not given`, `write ${name}, or credentialName`);
  }
}

/** Revocations are read from a file, beside the certificates of authorities that clients are verified with. */
function checkRevocations(tls: Field, mode: string, report: Report): void {
  const list = tls.get('caCrl');
  if (list.text === '') return;
  if (mode === 'SIMPLE') {
    report.refuse(list, 'with mode SIMPLE no certificates of clients are verified', 'remove it, or write mode: MUTUAL');
  } else if (tls.get('credentialName').text !== '' || tls.get('credentialNames').filled) {
    report.refuse(list, 'caCrl cannot be beside a credential', 'put the list into the Secret, as ca.crl');
  }
}
