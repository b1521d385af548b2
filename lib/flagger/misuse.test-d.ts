/**
 * What must not compile. `tsc` reads this file, nothing runs it: an unused `@ts-expect-error` is an error.
 */
import { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { Gateway, HttpMatch, StringMatch } from '../istio';
import { Port } from '../kubernetes';
import { Microservice } from '../microservice';
import {
  AlertProvider,
  Canary,
  CanaryMatch,
  CanaryMetric,
  CanaryStrategy,
  CanaryWebhook,
  CanaryWorkload,
  MetricProvider,
  MetricTemplate,
} from '.';

const image = 'example.com/ad:1.0.0';
const interval = Duration.minutes(1);
const match = [CanaryMatch.cookie('user', 'tester')] as const;

export function targets(scope: Construct): void {
  const ad = new CanaryWorkload(scope, 'ad', { image, port: Port.http(80) });
  const reviews = new Microservice(scope, 'reviews', { port: Port.http(80), versions: { v1: { image } } });
  const provider = new AlertProvider(scope, 'team', { type: 'slack', secret: { name: 'hook' } });
  const gateways = [Gateway.reference({ name: 'edge' })] as const;
  const props = { strategy: CanaryStrategy.progressive({ stepWeight: 10 }), interval, threshold: 1 };
  // @ts-expect-error a target is an object, not a name
  new Canary(scope, 'a', { ...props, target: 'ad' });
  // @ts-expect-error a microservice has a Service of its own, and versions that Flagger cannot tell apart
  new Canary(scope, 'a', { ...props, target: reviews });
  // @ts-expect-error nor can it a version
  new Canary(scope, 'a', { ...props, target: reviews.version('v1') });
  // @ts-expect-error an interval is needed
  new Canary(scope, 'a', { target: ad, strategy: props.strategy, threshold: 1 });
  // @ts-expect-error an alert without severity would never be sent
  new Canary(scope, 'a', { ...props, target: ad, alerts: [{ provider }] });
  // @ts-expect-error a delegate has no gateways of its own
  new Canary(scope, 'a', { ...props, target: ad, service: { delegation: true, gateways } });
  // @ts-expect-error how many pods there are is for Flagger to say
  new CanaryWorkload(scope, 'c', { image, port: Port.http(80), replicas: 2 });
  // @ts-expect-error the pods that serve have another label, so there is nothing to select by
  ad.app;
}

export function strategies(): void {
  // @ts-expect-error an A/B test is for somebody
  CanaryStrategy.abTest({ iterations: 5 });
  // @ts-expect-error an A/B test has iterations, not steps
  CanaryStrategy.abTest({ match, stepWeight: 10 });
  // @ts-expect-error steps and a step
  CanaryStrategy.steps([10], { stepWeight: 10 });
  // @ts-expect-error no step
  CanaryStrategy.steps([]);
  // @ts-expect-error nobody sees a blue/green canary, so there is nobody to match
  CanaryStrategy.blueGreen({ iterations: 5, match });
  // @ts-expect-error Flagger does not match paths here
  CanaryStrategy.abTest({ iterations: 5, match: [HttpMatch.uri(StringMatch.prefix('/'))] });
  // @ts-expect-error the weight of copies that are not sent
  CanaryStrategy.progressive({ stepWeight: 10, mirrorWeight: 10 });
}

export function metrics(scope: Construct): void {
  const provider = MetricProvider.prometheus({ address: 'http://prometheus:9090' });
  const plain = new MetricTemplate(scope, 'plain', { provider, query: 'up' });
  const asking = new MetricTemplate(scope, 'asking', {
    provider,
    query: 'rate(x{a="{{ variables.direction }}", n="{{ namespace }}"}[{{- interval -}}])',
  });
  const range = { max: 5 };
  CanaryMetric.fromTemplate(plain, { range });
  CanaryMetric.fromTemplate(asking, { range, interval, variables: { direction: 'in' } });
  // @ts-expect-error the interval would be empty
  CanaryMetric.fromTemplate(asking, { range, variables: { direction: 'in' } });
  // @ts-expect-error the query asks for a variable
  CanaryMetric.fromTemplate(asking, { range, interval });
  // @ts-expect-error the query asks for another variable
  CanaryMetric.fromTemplate(asking, { range, interval, variables: { dir: 'in' } });
  // @ts-expect-error the query asks for no variable
  CanaryMetric.fromTemplate(plain, { range, variables: { direction: 'in' } });
  // @ts-expect-error every value would pass
  CanaryMetric.fromTemplate(plain, { range: {} });
  // @ts-expect-error a duration has a maximum
  CanaryMetric.builtin.requestDuration({ min: Duration.seconds(1) });
  // @ts-expect-error Prometheus has an address
  MetricProvider.prometheus({});
  // @ts-expect-error New Relic wants to know who asks
  MetricProvider.newRelic({});
}

export function messages(scope: Construct): void {
  // @ts-expect-error the address of a hook is a secret
  new AlertProvider(scope, 'a', { type: 'slack', address: 'https://hooks.slack.com/services/x' });
  // @ts-expect-error metadata is text
  CanaryWebhook.event({ url: 'https://example.com', metadata: { count: 1 } });
  // @ts-expect-error webhooks are made by what they are for
  new CanaryWebhook('rollout', { name: 'a', url: 'https://example.com' });
}
