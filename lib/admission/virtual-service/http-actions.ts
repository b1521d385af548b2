import { quote } from '../../kube/go';
import type { Field } from '../field';
import { checkPortNumber } from '../ports';
import type { Report } from '../report';
import { checkRegex } from '../string-matches';
import { checkStatus } from './http-status';

/** @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRedirect */
export function checkRedirect(redirect: Field, report: Report): void {
  const texts = ['uri', 'authority', 'scheme'].some((name) => redirect.get(name).text !== '');
  const code = redirect.get('redirectCode');
  const scheme = redirect.get('scheme');
  const port = redirect.get('port');
  if (!texts && !redirect.hasAny('port', 'derivePort')) {
    report.refuse(redirect, 'the redirect leads to where it was', 'write uri, authority, scheme or port');
  } else if (code.number !== 0 && (code.number < 300 || code.number > 399)) {
    report.refuse(code, `${code.number} is not the status of a redirect`, 'write 301, 302, 303, 307 or 308');
  } else if (scheme.text !== '' && scheme.text !== 'http' && scheme.text !== 'https') {
    report.refuse(scheme, `${quote(scheme.text)} is not a scheme to redirect to`, 'write http or https');
  } else if (port.number > 0) checkPortNumber(port, report);
}

const LARGE = 100 * 1024;
const TOO_LARGE = 1024 * 1024;

/** @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPDirectResponse */
export function checkDirectResponse(response: Field, report: Report): void {
  const body = response.get('body');
  const text = body.get('string');
  const size = text.present
    ? Buffer.byteLength(text.text)
    : Buffer.byteLength(body.get('bytes').text.replace(/\s/g, ''), 'base64');
  const fix = 'serve it from a workload, or shorten it';
  if (size > TOO_LARGE) report.refuse(body, `the body has ${size} bytes, ${TOO_LARGE} are allowed`, fix);
  else if (size > LARGE) report.warn(body, `the body has ${size} bytes, which every proxy is sent each time`, fix);
  checkStatus(response.get('status'), report);
}

/** @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRewrite */
export function checkRewrite(rewrite: Field, report: Report): void {
  const regex = rewrite.get('uriRegexRewrite');
  const uri = rewrite.get('uri');
  if (uri.text !== '' && regex.present) {
    report.refuse(regex, 'uri and uriRegexRewrite exclude each other', 'keep one of them');
  } else if (uri.text === '' && !regex.present && rewrite.get('authority').text === '') {
    report.refuse(rewrite, 'nothing is rewritten', 'write uri, uriRegexRewrite or authority');
  } else if (regex.present) {
    if (regex.get('match').text === '' || regex.get('rewrite').text === '') {
      report.refuse(regex, 'both match and rewrite are needed', 'write the expression and what replaces it');
    } else checkRegex(regex.get('match'), report);
  }
}
