import type { JsonMap } from '../../../kube/json';
import { create, type Entry, type Expression, literal, method, record, THIS } from '../../code/expression';
import { cannot } from '../inexpressible';
import { httpMatch } from '../istio/http-match';
import { cors, retry } from '../istio/http-rule';
import { isPresence, stringMatch } from '../istio/string-match';
import { trafficPolicy } from '../istio/traffic-policy';
import { objectProps, specOf } from '../metadata';
import type { Scope } from '../scope';
import {
  duration,
  field,
  fields,
  flagger,
  json,
  kubernetes,
  listed,
  listOf,
  mapOf,
  mapsOf,
  maybe,
  numberOf,
  only,
  seconds,
  textOf,
} from '../values';
import { webhook } from './webhook';

/** `new Canary(this, 'podinfo', { target: CanaryTarget.deployment({ … }), strategy: … })` */
export function canary(object: JsonMap, id: string, scope: Scope): Expression {
  const spec = specOf(object);
  const service = mapOf(spec.service) ?? {};
  const analysis = mapOf(spec.analysis) ?? cannot('it has no analysis of its own');
  const at = ['spec', 'analysis'];
  return create(
    flagger('Canary'),
    THIS,
    literal(id),
    fields([
      ...objectProps(object, id),
      field('target', target(mapOf(spec.targetRef) ?? {}, service, scope), ['spec', 'targetRef']),
      field('provider', maybe(spec.provider)),
      field('metricsServer', maybe(spec.metricsServer)),
      field('autoscaler', autoscaler(mapOf(spec.autoscalerRef)), ['spec', 'autoscalerRef']),
      field('progressDeadline', seconds(spec.progressDeadlineSeconds), ['spec', 'progressDeadlineSeconds']),
      field('service', serviceProps(service, scope), ['spec', 'service']),
      field('skipAnalysis', maybe(spec.skipAnalysis)),
      field('suspend', maybe(spec.suspend)),
      field('revertOnDeletion', maybe(spec.revertOnDeletion)),
      field('interval', duration(analysis.interval) ?? cannot('its analysis has no interval'), [...at, 'interval']),
      field('threshold', json(numberOf(analysis.threshold) ?? cannot('its analysis has no threshold')), [
        ...at,
        'threshold',
      ]),
      field('strategy', strategy(analysis), [...at, 'stepWeight']),
      field('primaryReadyThreshold', maybe(analysis.primaryReadyThreshold)),
      field('canaryReadyThreshold', maybe(analysis.canaryReadyThreshold)),
      field(
        'metrics',
        listed(mapsOf(analysis.metrics), [...at, 'metrics'], (each) => metric(each, scope)),
        [...at, 'metrics'],
      ),
      field('webhooks', listed(mapsOf(analysis.webhooks), [...at, 'webhooks'], webhook), [...at, 'webhooks']),
      field(
        'alerts',
        listed(mapsOf(analysis.alerts), [...at, 'alerts'], (each) => alert(each, scope)),
        [...at, 'alerts'],
      ),
    ]),
  );
}

const TARGETS: Readonly<Record<string, string>> = {
  Deployment: 'deployment',
  DaemonSet: 'daemonSet',
  Service: 'service',
};

function target(reference: JsonMap, service: JsonMap, scope: Scope): Expression {
  const kind = textOf(reference.kind) ?? '';
  const name = textOf(reference.name) ?? cannot('its target has no name');
  const factory = TARGETS[kind] ?? cannot(`there is no CanaryTarget for a ${kind}`);
  const namespace = scope.namespace ?? cannot('its target needs a namespace, and it has none');
  const selector = factory === 'service' ? undefined : (scope.canaryTarget({ kind, name })?.selector ?? { app: name });
  const { name: serviceName } = service;
  const named = [
    field('port', port(service)),
    serviceName === undefined || serviceName === name ? undefined : field('serviceName', json(serviceName)),
  ];
  const described = factory === 'service' ? undefined : scope.workload(kind, name);
  if (described !== undefined) return method(flagger('CanaryTarget'), 'of', described, fields(named));
  return method(
    flagger('CanaryTarget'),
    factory,
    fields([
      field('name', literal(name)),
      field('namespace', literal(namespace)),
      field('selector', maybe(selector)),
      ...named,
    ]),
  );
}

function port({ port: number, portName, targetPort }: JsonMap): Expression {
  const [protocol = 'http', ...rest] = (textOf(portName) ?? 'http').split('-');
  const isWeb = protocol === 'grpc' && rest[0] === 'web';
  const name = (isWeb ? rest.slice(1) : rest).join('-');
  const factory = isWeb
    ? 'grpcWeb'
    : ['http', 'http2', 'grpc', 'tcp', 'https'].includes(protocol)
      ? protocol
      : undefined;
  if (factory === undefined) return cannot(`there is no Port of ${String(portName)}`);
  const options = record({
    name: name === '' ? undefined : literal(name),
    targetPort: targetPort === undefined || targetPort === number ? undefined : json(numberOf(targetPort)),
  });
  const parts = options.entries.length === 0 ? [] : [options];
  return method(kubernetes('Port'), factory, json(numberOf(number) ?? cannot('its Service has no port')), ...parts);
}

function autoscaler(reference: JsonMap | undefined): Expression | undefined {
  if (reference === undefined) return undefined;
  const { kind, name, primaryScalerReplicas, primaryScalerQueries } = reference;
  const factory = { HorizontalPodAutoscaler: 'horizontalPodAutoscaler', ScaledObject: 'scaledObject' }[String(kind)];
  if (factory === undefined) return cannot(`there is no CanaryAutoscaler for a ${String(kind)}`);
  const options = fields([
    ...Object.entries(mapOf(primaryScalerReplicas) ?? {}).map(([key, value]) => field(key, json(value))),
    field('queries', maybe(primaryScalerQueries)),
  ]);
  const parts = options.entries.length === 0 ? [] : [options];
  return method(flagger('CanaryAutoscaler'), factory, fields([field('name', json(name))]), ...parts);
}

const OF_TARGET = new Set(['name', 'port', 'portName', 'targetPort', 'appProtocol']);
const AT = ['spec', 'service'];

const SERVICE = [
  ...['hosts', 'gateways', 'match', 'timeout', 'retries', 'corsPolicy', 'trafficPolicy', 'headers', 'rewrite'],
  ...['apex', 'primary', 'canary', 'portDiscovery', 'headless', 'trafficDistribution', 'delegation'],
  'unmanagedMetadata',
];

function serviceProps(service: JsonMap, scope: Scope): Expression | undefined {
  only(service, [...OF_TARGET, ...SERVICE], 'the Service of a Canary');
  const written = fields(
    Object.entries(service)
      .filter(([key]) => !OF_TARGET.has(key))
      .map(([key, value]): Entry | undefined => field(key, serviceProp(key, value, scope), [...AT, key])),
  );
  return written.entries.length === 0 ? undefined : written;
}

function serviceProp(key: string, value: unknown, scope: Scope): Expression | undefined {
  switch (key) {
    case 'hosts':
      return listed(listOf(value), [...AT, key], (host) => scope.host(textOf(host) ?? ''));
    case 'gateways':
      return listed(listOf(value), [...AT, key], (gateway) => scope.gateway(textOf(gateway) ?? ''));
    case 'match':
      return listed(mapsOf(value), [...AT, key], (match) => httpMatch(match, scope));
    case 'timeout':
      return duration(value);
    case 'retries':
      return retry(mapOf(value) ?? {});
    case 'corsPolicy':
      return cors(mapOf(value) ?? {});
    case 'trafficPolicy':
      return trafficPolicy(value, [...AT, key]);
    default:
      return json(value, [...AT, key]);
  }
}

function strategy(analysis: JsonMap): Expression {
  const { stepWeight, stepWeights, maxWeight, stepWeightPromotion, iterations, match, mirror, mirrorWeight } = analysis;
  const mirroring = mirrorWeight === undefined ? maybe(mirror) : fields([field('mirrorWeight', json(mirrorWeight))]);
  const { maxAge, ...affinity } = mapOf(analysis.sessionAffinity) ?? {};
  const matches = listed(mapsOf(match), ['spec', 'analysis', 'match'], canaryMatch);
  const common = [field('stepWeightPromotion', maybe(stepWeightPromotion)), field('mirror', mirroring)];
  const weighted = [
    ...common,
    field('match', matches),
    analysis.sessionAffinity === undefined
      ? undefined
      : field(
          'sessionAffinity',
          fields([
            ...Object.entries(affinity).map(([key, value]) => field(key, json(value))),
            field('maxAge', seconds(maxAge)),
          ]),
        ),
  ];
  const of = (name: string, ...parts: readonly Expression[]) => method(flagger('CanaryStrategy'), name, ...parts);
  if (stepWeights !== undefined) {
    const options = fields(weighted);
    return of('steps', json(stepWeights), ...(options.entries.length === 0 ? [] : [options]));
  }
  if (stepWeight !== undefined) {
    const steps = [field('stepWeight', json(stepWeight)), field('maxWeight', maybe(maxWeight))];
    return of('progressive', fields([...steps, ...weighted]));
  }
  const rounds = field(
    'iterations',
    json(numberOf(iterations) ?? cannot('its analysis has neither steps nor iterations')),
  );
  if (matches !== undefined) return of('abTest', fields([rounds, ...common, field('match', matches)]));
  return of('blueGreen', fields([rounds, ...common]));
}

function canaryMatch(match: JsonMap): Expression {
  const of = (name: string, ...parts: readonly Expression[]) => method(flagger('CanaryMatch'), name, ...parts);
  const parts: Expression[] = [];
  for (const [name, value] of Object.entries(mapOf(match.headers) ?? {})) {
    const suffix = textOf(mapOf(value)?.suffix);
    if (isPresence(value)) cannot('Flagger takes no header for its presence');
    parts.push(
      suffix === undefined
        ? of('header', literal(name), stringMatch(value))
        : of('headerSuffix', literal(name), literal(suffix)),
    );
  }
  for (const [name, value] of Object.entries(mapOf(match.queryParams) ?? {})) {
    parts.push(of('queryParameter', literal(name), stringMatch(value)));
  }
  if (match.sourceLabels !== undefined) parts.push(of('sourceLabels', json(match.sourceLabels)));
  const [first, second] = parts;
  if (first === undefined) return cannot('a match has no condition');
  return second === undefined ? first : of('all', { type: 'list', items: parts.map((value) => ({ value })) });
}

const BUILTIN = { 'request-success-rate': 'requestSuccessRate', 'request-duration': 'requestDuration' } as const;

function metric(written: JsonMap, scope: Scope): Expression {
  const { name, interval, thresholdRange, templateRef, templateVariables, ...others } = written;
  const [other] = Object.keys(others);
  if (other !== undefined) return cannot(`a CanaryMetric has no ${other}`);
  const range = mapOf(thresholdRange) ?? cannot('a metric has no range');
  if (templateRef === undefined) {
    const builtin = BUILTIN[String(name) as keyof typeof BUILTIN] ?? cannot(`there is no metric ${String(name)}`);
    const bound =
      builtin === 'requestDuration'
        ? field('max', duration(`${String(range.max)}ms`))
        : field('min', json(numberOf(range.min) ?? cannot('a metric has no range')));
    return method(
      { type: 'member', of: flagger('CanaryMetric'), name: 'builtin' },
      builtin,
      fields([bound, field('interval', duration(interval))]),
    );
  }
  const { name: templateName, namespace } = mapOf(templateRef) ?? {};
  const template = textOf(templateName) ?? cannot('a metric names no template');
  return method(
    flagger('CanaryMetric'),
    'fromTemplate',
    scope.metricTemplate(template, textOf(namespace)),
    fields([
      field('range', json(range)),
      name === template ? undefined : field('name', maybe(name)),
      field('interval', duration(interval)),
      field('variables', maybe(templateVariables)),
    ]),
  );
}

function alert({ name, severity, providerRef }: JsonMap, scope: Scope): Expression {
  const { name: provider, namespace } = mapOf(providerRef) ?? {};
  const written = textOf(provider) ?? cannot('an alert names no provider');
  return fields([
    name === written ? undefined : field('name', maybe(name)),
    field('severity', maybe(severity)),
    field('provider', scope.alertProvider(written, textOf(namespace))),
  ]);
}
