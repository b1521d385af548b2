import { certificateRequest, signerName } from '../checks/certificates';
import { each, minimum, oneOf, required, unique } from '../walk/constraints';
import type { Tables } from '../walk/table';

const rule = 'K8S_CERTIFICATE';

const USAGES = [
  'any',
  'cert sign',
  'client auth',
  'code signing',
  'content commitment',
  'crl sign',
  'data encipherment',
  'decipher only',
  'digital signature',
  'email protection',
  'encipher only',
  'ipsec end system',
  'ipsec tunnel',
  'ipsec user',
  'key agreement',
  'key encipherment',
  'microsoft sgc',
  'netscape sgc',
  'ocsp signing',
  's/mime',
  'server auth',
  'signing',
  'timestamping',
];

/** Who wants to be certified, and for what. */
export const CERTIFICATES: Tables = {
  'certificates.v1.CertificateSigningRequestSpec': {
    rule,
    fields: {
      request: [certificateRequest],
      usages: [required(), each(oneOf(...USAGES)), unique()],
      signerName: [required(), signerName],
      expirationSeconds: [minimum(600, 'may not specify a duration less than 600 seconds (10 minutes)')],
    },
  },
};
