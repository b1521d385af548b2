import type { RulesOf } from '../violation/rule';

const REFERENCE = 'https://istio.io/latest/docs/reference/config/analysis';

const object = (kind: string, spec: string, name = 'reviews'): string => `apiVersion: networking.istio.io/v1
kind: ${kind}
metadata: {name: ${name}, namespace: bookinfo}
spec:
${spec}`;

const destinationRule = (spec: string): string => object('DestinationRule', `  host: reviews\n${spec}`);

const virtualService = (spec: string): string => object('VirtualService', `  hosts: [reviews]\n  http:\n${spec}`);

const TO_V1 = 'route: [{destination: {host: reviews, subset: v1}}]';
const TO_V2 = 'route: [{destination: {host: reviews, subset: v2}}]';

/** What istiod's admission webhook says, under the codes that `istioctl analyze` has for it. */
export const ADMISSION_RULES = {
  IST0106: {
    severity: 'error',
    docs: {
      says: 'an object of Istio that istiod refuses',
      why: 'Definitions say little of what the fields of Istio mean. istiod looks at the rest when the object is applied, and the API server refuses what it refuses.',
      fix: 'Correct the field that the message names.',
      symptoms: ['admission webhook "validation.istio.io" denied the request', 'configuration is invalid'],
      see: `${REFERENCE}/ist0106/`,
      wrong: destinationRule('  subsets: [{name: version_1, labels: {version: v1}}]\n'),
      right: destinationRule('  subsets: [{name: version-1, labels: {version: v1}}]\n'),
    },
  },
  IST0133: {
    severity: 'warning',
    docs: {
      says: 'an object of Istio that istiod accepts with a warning; a note where its warning is wrong',
      why: 'The object is stored, and does not do what it says, or will not do so any more after an upgrade.',
      fix: 'Write what the message says instead.',
      symptoms: ['Warning: '],
      see: `${REFERENCE}/ist0133/`,
      wrong: destinationRule('  trafficPolicy: {outlierDetection: {consecutiveErrors: 5}}\n'),
      right: destinationRule('  trafficPolicy: {outlierDetection: {consecutive5xxErrors: 5}}\n'),
    },
  },
  IST0134: {
    severity: 'warning',
    docs: {
      says: 'a port of a ServiceEntry that takes the connections of all hosts',
      why: 'Bytes of TCP do not say which host they are for. Without an address that is the host’s alone, which istiod cannot give where the resolution is NONE or it is told not to, the port takes every connection of that number, to whatever host.',
      fix: 'Write `addresses`, or a protocol that names the host, such as HTTP or TLS; or a `resolution` with which istiod gives it an address.',
      symptoms: ['connections to other hosts on the same port go wrong'],
      see: `${REFERENCE}/ist0134/`,
      wrong: object(
        'ServiceEntry',
        '  hosts: [db.example.com]\n  ports: [{number: 5432, name: sql, protocol: TCP}]\n  resolution: NONE\n',
      ),
      right: object(
        'ServiceEntry',
        '  hosts: [db.example.com]\n  ports: [{number: 5432, name: sql, protocol: TCP}]\n  resolution: DNS\n',
      ),
    },
  },
  IST0130: {
    severity: 'warning',
    docs: {
      says: 'a rule of a VirtualService that is never reached',
      why: 'Rules are tried in their order, and an earlier one takes every request that this one would. Only what is proved is reported: each condition of the earlier rule follows from one of the later.',
      fix: 'Put the narrower rule first, or remove the one that is never reached.',
      symptoms: ['requests go to the wrong version'],
      see: `${REFERENCE}/ist0130/`,
      wrong: virtualService(`  - ${TO_V1}\n  - match: [{headers: {end-user: {exact: jason}}}]\n    ${TO_V2}\n`),
      right: virtualService(`  - match: [{headers: {end-user: {exact: jason}}}]\n    ${TO_V2}\n  - ${TO_V1}\n`),
    },
  },
  IST0131: {
    severity: 'warning',
    docs: {
      says: 'a condition of a rule of a VirtualService that is never reached',
      why: 'The items of match are alternatives. An earlier item, of this rule or of one before, takes every request that this one would.',
      fix: 'Put the narrower condition first, or remove it; conditions that belong together are one item.',
      symptoms: ['requests go to the wrong version'],
      see: `${REFERENCE}/ist0131/`,
      wrong: virtualService(
        `  - match: [{uri: {prefix: /api}}]\n    ${TO_V1}\n  - match: [{uri: {exact: /api/v1}}, {uri: {prefix: /login}}]\n    ${TO_V2}\n`,
      ),
      right: virtualService(
        `  - match: [{uri: {exact: /api/v1}}, {uri: {prefix: /login}}]\n    ${TO_V2}\n  - match: [{uri: {prefix: /api}}]\n    ${TO_V1}\n`,
      ),
    },
  },
} as const satisfies RulesOf<string>;

/** The ids that this judge reports. */
export type AdmissionRule = keyof typeof ADMISSION_RULES;
