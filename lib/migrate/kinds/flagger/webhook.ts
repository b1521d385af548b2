import type { JsonMap } from '../../../kube/json';
import { type Expression, literal, method } from '../../code/expression';
import { cannot } from '../inexpressible';
import { duration, field, fields, flagger, json, mapOf, maybe, textOf } from '../values';

const FACTORIES: Readonly<Record<string, { readonly factory: string; readonly name: string }>> = {
  'confirm-rollout': { factory: 'confirmRollout', name: 'confirm-rollout' },
  'confirm-traffic-increase': { factory: 'confirmTrafficIncrease', name: 'confirm-traffic-increase' },
  'confirm-promotion': { factory: 'confirmPromotion', name: 'confirm-promotion' },
  'pre-rollout': { factory: 'preRollout', name: 'pre-rollout' },
  rollout: { factory: 'rollout', name: 'rollout' },
  'post-rollout': { factory: 'postRollout', name: 'post-rollout' },
  rollback: { factory: 'rollback', name: 'rollback' },
  event: { factory: 'event', name: 'event' },
};

/** A webhook of a Canary: a load test where it is one. */
export function webhook(written: JsonMap): Expression {
  const { name, type = 'rollout', url, timeout, retries, disableTLS, muteAlert, metadata } = written;
  const address = textOf(url) ?? cannot('a webhook has no URL');
  const call = (usual: string) => [
    name === usual ? undefined : field('name', maybe(name)),
    field('timeout', duration(timeout)),
    field('retries', maybe(retries)),
    field('disableTLS', maybe(disableTLS)),
    field('muteAlert', maybe(muteAlert)),
  ];
  const of = (factory: string, ...parts: readonly Expression[]) => method(flagger('CanaryWebhook'), factory, ...parts);
  const values = mapOf(metadata) ?? {};
  const tester = () => fields([field('url', literal(address))]);
  const isLoad = (type === 'rollout' || type === 'pre-rollout') && values.type === 'cmd' && 'logCmdOutput' in values;
  if (isLoad && Object.keys(values).length === 3) {
    const logs = values.logCmdOutput === 'true';
    return of(
      'loadTest',
      tester(),
      fields([
        type === 'rollout' ? undefined : field('phase', literal(type)),
        ...call('load-test'),
        field('cmd', json(values.cmd)),
        logs ? undefined : field('logCmdOutput', literal(false)),
      ]),
    );
  }
  if (type === 'pre-rollout' && values.type === 'bash' && Object.keys(values).length === 2) {
    return of('acceptance', tester(), fields([...call('acceptance-test'), field('cmd', json(values.cmd))]));
  }
  const { factory, name: usual } = FACTORIES[String(type)] ?? cannot(`there is no webhook of type ${String(type)}`);
  return of(factory, fields([...call(usual), field('url', literal(address)), field('metadata', maybe(metadata))]));
}
