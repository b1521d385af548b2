import { isTcp } from '../../../flagger-objects/virtual-service';
import type { FieldPath } from '../../../model/finding';
import { CANARY } from '../../../world/kinds';
import { at } from '../../../world/workload';
import { releaseExample } from '../../release/example';
import { type Release, releasesOf } from '../../release/releases';
import type { Rule } from '../../rule';

/** A field that some releases do not read. */
interface Ignored {
  readonly path: FieldPath;
  readonly why: string;
  readonly if: (release: Release) => boolean;
}

const isIstio = ({ provider }: Release) => provider === 'istio';
const isGatewayApi = ({ provider }: Release) => provider?.startsWith('gatewayapi') === true;
const service = (field: string): FieldPath => ['spec', 'service', ...field.split('.')];
const analysis = (field: string): FieldPath => ['spec', 'analysis', field];

const FIELDS: readonly Ignored[] = [
  ...['backendTimeout', 'mirror', 'gatewayRefs', 'rewrite.type', 'meshName', 'backends'].map((field) => ({
    path: service(field),
    why: 'is for other providers than istio',
    if: isIstio,
  })),
  ...['gateways', 'trafficPolicy', 'retries', 'corsPolicy', 'delegation'].map((field) => ({
    path: service(field),
    why: 'is not for the Gateway API',
    if: isGatewayApi,
  })),
  ...['retries', 'timeout', 'headers', 'corsPolicy', 'rewrite'].map((field) => ({
    path: service(field),
    why: 'is about requests, and with appProtocol tcp there are only connections',
    if: (release: Release) => isIstio(release) && isTcp(release.canary),
  })),
  {
    path: analysis('match'),
    why: 'is about requests, and with appProtocol tcp there are only connections: all of them are shared out',
    if: (release) => isIstio(release) && isTcp(release.canary),
  },
  {
    path: service('trafficDistribution'),
    why: 'is ignored by proxies where localityLbSetting says where requests go',
    if: (release) =>
      isIstio(release) && release.spec.service?.trafficPolicy?.loadBalancer?.localityLbSetting !== undefined,
  },
  {
    path: analysis('maxWeight'),
    why: 'is ignored beside stepWeights, whose last one is the maximum',
    if: ({ spec }) => (spec.analysis.stepWeights?.length ?? 0) > 0,
  },
  {
    path: analysis('maxWeight'),
    why: 'is ignored beside iterations, with which there are no shares',
    if: ({ spec }) => spec.analysis.iterations !== undefined,
  },
  {
    path: analysis('stepWeightPromotion'),
    why: 'is ignored, as provider kubernetes does not route',
    if: ({ provider }) => provider === 'kubernetes',
  },
  {
    path: analysis('mirror'),
    why: 'has no effect in an A/B test: the rule that mirrors is written anew without the mirror',
    if: (release) => isIstio(release) && release.strategy === 'a/b' && release.spec.analysis.mirror === true,
  },
  {
    path: analysis('mirrorWeight'),
    why: 'has no effect without mirror',
    if: ({ spec }) => spec.analysis.mirror !== true,
  },
  {
    path: analysis('threshold'),
    why: 'is less than 1, and is taken as 1: the first check that fails rolls back',
    if: ({ spec }) => spec.analysis.threshold <= 0,
  },
];

export const ignoredField: Rule = {
  id: 'FLAGGER_IGNORED_FIELD',
  severity: 'warning',
  kinds: [CANARY],
  docs: {
    says: 'a field of a Canary that Flagger ignores beside what else it says',
    why: 'One definition serves all providers and strategies: Flagger reads what fits and says nothing of the rest. A timeout that is not there, or a maximum that does not count, is found out in production.',
    fix: 'Take the field out, or choose the provider or strategy that it is for.',
    symptoms: ['timeout has no effect', 'retries have no effect', 'maxWeight ignored'],
    see: 'https://docs.flagger.app/usage/how-it-works#canary-service',
    wrong: releaseExample({ analysis: ['interval: 1m', 'threshold: 5', 'maxWeight: 50', 'stepWeights: [5, 20, 80]'] }),
    right: releaseExample({ analysis: ['interval: 1m', 'threshold: 5', 'stepWeights: [5, 20, 50]'] }),
  },

  check(mesh, report) {
    for (const release of releasesOf(mesh)) {
      for (const { path, why, if: applies } of FIELDS) {
        const value = at(release.spec, path.slice(1));
        if (value === undefined || value === '' || value === false || !applies(release)) continue;
        if (Array.isArray(value) && value.length === 0) continue;
        report(release.entity, path, { message: `${path.slice(1).join('.')} ${why}`, fix: 'take it out' });
      }
    }
  },
};
