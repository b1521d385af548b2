import { dnsLabel, dnsSubdomain } from '../../kube/names';
import { requestProblem } from '../values/certificate-requests';
import { textOf } from '../values/decoded';
import type { Constraint } from '../walk/constraints';

const MAX_DOMAIN = 253;
const MAX_SIGNER = 571;

/** A DNS name and a path of DNS names: `example.com/my-signer`. */
export const signerName: Constraint = (value, place) => {
  const name = textOf(value);
  if (name === 'kubernetes.io/legacy-unknown') {
    return place.invalid(name, 'the legacy signerName is not allowed via this API version');
  }
  const segments = name.split('/');
  if (segments.length !== 2) {
    const form = "must be a fully qualified domain and path of the form 'example.com/signer-name'";
    return place.invalid(name, form);
  }
  const [domain = '', path = ''] = segments;
  if (Buffer.byteLength(domain) > MAX_DOMAIN) place.tooLong(MAX_DOMAIN);
  for (const [segment, syntax] of [
    [domain, dnsLabel],
    [path, dnsSubdomain],
  ] as const) {
    // The first that is malformed says it for all.
    const label = segment.split('.').find((one) => syntax(one).length > 0);
    for (const problem of label === undefined ? [] : syntax(label)) {
      place.invalid(segment, `validating label ${JSON.stringify(label)}: ${problem}`);
    }
    if (segment === domain && !domain.includes('.')) {
      place.invalid(domain, 'should be a domain with at least two segments separated by dots');
    }
  }
  return Buffer.byteLength(name) <= MAX_SIGNER || place.tooLong(MAX_SIGNER);
};

/** A request in PEM, signed with the key that is to be certified. */
export const certificateRequest: Constraint = (value, place) => {
  const problem = requestProblem(Buffer.from(textOf(value), 'base64').toString('latin1'));
  return problem === undefined || place.invalid(textOf(value), problem);
};
