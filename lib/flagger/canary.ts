import { Construct } from 'constructs';
import * as wire from '../../imports/flagger.app';
import { MeshwrightError } from '../core/errors';
import { checkSource } from '../istio/gateway-binding';
import { objectMetadata } from '../istio/object-props';
import { RuleContext } from '../istio/rule-context';
import { alertToWire } from './alert-provider';
import { canaryConflicts } from './canary-conflicts';
import type { CanaryProps } from './canary-props';
import { serviceToWire, speaksHttp } from './canary-service';
import { type CanaryTarget, checkTarget } from './canary-target';
import { checkUrl, checkWhole, flaggerDuration, wholeSeconds } from './checks';

/**
 * How new versions of an app are rolled out: step by step, checked, and rolled back when checks fail.
 *
 * A change of the target's pods starts a roll-out. Flagger makes, and owns, the Services `<name>`, `<name>-primary` and
 * `<name>-canary`, two DestinationRules and the VirtualService `<name>`; other objects of these names do not get along
 * with it. The references that only other providers than Istio read (`ingressRef`, `routeRef`, `upstreamRef`) are left
 * to the generated class.
 *
 * @throws MeshwrightError when the roll-out could not work as it is described
 * @see https://docs.flagger.app/usage/how-it-works
 */
export class Canary extends Construct {
  readonly target: CanaryTarget;

  constructor(scope: Construct, id: string, props: CanaryProps) {
    super(scope, id);
    const { target, strategy, service = {}, autoscaler, progressDeadline, metricsServer } = props;
    this.target = target;
    checkTarget(this, target);
    if (strategy.needsHttp && !speaksHttp(target)) {
      throw new MeshwrightError(
        this,
        `port ${target.port.name} is not one of HTTP: without it requests can neither be matched nor mirrored, nor get a cookie`,
      );
    }
    if (strategy.matchesQuery && service.match !== undefined) {
      throw new MeshwrightError(
        this,
        'a match by a parameter of the query is lost beside `service.match`: match by a header, or leave that out',
      );
    }
    if (service.gateways) {
      const context = new RuleContext(this, target.namespace);
      for (const source of strategy._sources) checkSource(service.gateways, source, context);
    }
    this.node.addValidation({ validate: () => [...canaryConflicts(this, props)] });
    new wire.Canary(this, 'Resource', {
      metadata: objectMetadata(this, props),
      spec: {
        provider: props.provider,
        metricsServer: metricsServer === undefined ? undefined : checkUrl(this, 'metricsServer', metricsServer),
        targetRef: target.targetRef,
        autoscalerRef: autoscaler?._toWire(),
        progressDeadlineSeconds: progressDeadline && wholeSeconds(this, 'progressDeadline', progressDeadline),
        service: serviceToWire(this, target, service),
        skipAnalysis: props.skipAnalysis,
        suspend: props.suspend,
        revertOnDeletion: props.revertOnDeletion,
        analysis: this.analysis(props),
      },
    });
  }

  private analysis(props: CanaryProps): wire.CanaryAnalysis {
    const { strategy, interval, threshold, metrics = [], webhooks = [], alerts = [] } = props;
    const names = metrics.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new MeshwrightError(this, `two metrics are called "${twice}": rename one`);
    const ready = { minimum: 0, maximum: 100 };
    return {
      // Flagger would silently take 10 s for anything shorter.
      interval: flaggerDuration(this, 'interval', interval, 10),
      threshold: checkWhole(this, 'threshold', threshold),
      ...strategy._toWire(),
      primaryReadyThreshold: checkWhole(this, 'primaryReadyThreshold', props.primaryReadyThreshold, ready),
      canaryReadyThreshold: checkWhole(this, 'canaryReadyThreshold', props.canaryReadyThreshold, ready),
      metrics: list(metrics.map((metric) => metric._toWire(this.target.namespace))),
      webhooks: list(webhooks.map((webhook) => webhook._toWire())),
      alerts: list(alerts.map((alert) => alertToWire(alert, this.target.namespace))),
    } as wire.CanaryAnalysis;
  }
}

function list<T>(items: readonly T[]): readonly T[] | undefined {
  return items.length > 0 ? items : undefined;
}
