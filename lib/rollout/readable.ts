import type { CanaryObject } from '../flagger-objects/canary';
import { providerOf } from '../flagger-objects/canary';

/** Why Flagger never takes up a Canary that the API server has accepted; undefined if it does. */
export function whyUnreadable({ spec }: CanaryObject): string | undefined {
  // The definition accepts a Canary without a spec, of which Flagger cannot even read the analysis.
  if (spec.analysis === undefined || spec.targetRef === undefined)
    return 'spec is missing: Flagger does not survive it';
  const fraction = fractionIn(spec);
  if (fraction !== undefined) {
    return `${fraction} is no whole number: Flagger cannot read the Canary, nor any other beside it`;
  }
  const { sessionAffinity } = spec.analysis;
  if (sessionAffinity !== undefined && sessionAffinity.cookieName === (sessionAffinity.primaryCookieName ?? '')) {
    return `sessionAffinity has the cookie ${sessionAffinity.cookieName} for both versions: Flagger does not take the Canary up`;
  }
  return undefined;
}

/** Why a Canary is not rehearsed; undefined if it is. */
export function whyUnknown({ spec }: CanaryObject): string | undefined {
  const provider = providerOf(spec);
  if (provider === 'istio' || provider === 'kubernetes') return undefined;
  return `provider ${provider} routes in its own way: only istio and kubernetes are known here`;
}

function fractionIn({ analysis, progressDeadlineSeconds, service }: CanaryObject['spec']): string | undefined {
  const { threshold, iterations, maxWeight, stepWeight, stepWeights = [], stepWeightPromotion } = analysis;
  const { mirrorWeight, primaryReadyThreshold, canaryReadyThreshold } = analysis;
  const fields = {
    'analysis.threshold': threshold,
    'analysis.iterations': iterations,
    'analysis.maxWeight': maxWeight,
    'analysis.stepWeight': stepWeight,
    ...Object.fromEntries(stepWeights.map((weight, index) => [`analysis.stepWeights[${index}]`, weight])),
    'analysis.stepWeightPromotion': stepWeightPromotion,
    'analysis.mirrorWeight': mirrorWeight,
    'analysis.primaryReadyThreshold': primaryReadyThreshold,
    'analysis.canaryReadyThreshold': canaryReadyThreshold,
    progressDeadlineSeconds,
    'service.port': service?.port,
  };
  const [field, value] = Object.entries(fields).find(([, each]) => each !== undefined && !Number.isInteger(each)) ?? [];
  return field === undefined ? undefined : `spec.${field}: ${value}`;
}
