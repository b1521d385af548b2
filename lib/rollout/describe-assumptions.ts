import { analysisInterval, type CanaryObject } from '../flagger-objects/canary';
import type { AssumedObject } from '../flagger-objects/canary-objects';
import type { Assumptions, Ticks } from './assumptions';
import { usualSeconds } from './pods';

/** What a rehearsal takes for granted, in sentences. */
export function describeAssumptions(
  canary: CanaryObject,
  target: Parameters<typeof usualSeconds>[1],
  assumptions: Assumptions,
  assumed: readonly AssumedObject[],
): readonly string[] {
  const { spec } = canary;
  const {
    detectionDelay = 0,
    ready = usualSeconds(canary, target),
    primaryReady = ready,
    rps = 10,
    scrapeInterval = 15,
  } = assumptions;
  const { failing, noData, failRate = 0, seed = 1, refused = {}, gates = {}, newRevisionAt = [] } = assumptions;
  return [
    ...assumed.map(({ kind, name }) => `${kind} ${name}, which is in no file, is there`),
    `Flagger notices the change after ${detectionDelay} s: it may be any time up to ${analysisInterval(spec)} s`,
    primaryReady === ready
      ? `pods ${readyText(ready)}`
      : `pods of the new version ${readyText(ready)}, those of the primary ${readyText(primaryReady)}`,
    checksText(failing, failRate, seed),
    ...(noData === undefined || noData === 'never' ? [] : [`metrics have no value ${ticksText(noData)}`]),
    ...hooksText(spec.analysis.webhooks?.length ?? 0, refused, gates),
    ...(newRevisionAt.length === 0 ? [] : [`the pods' template changes again before tick ${newRevisionAt.join(', ')}`]),
    `${rps} requests come in each second`,
    `Prometheus scrapes every ${scrapeInterval} s`,
  ];
}

function readyText(seconds: number | 'never'): string {
  if (seconds === 'never') return 'never become ready';
  return seconds === 0 ? 'are ready when Flagger looks next' : `are ready after ${seconds} s`;
}

function checksText(failing: Ticks | undefined, failRate: number, seed: number): string {
  if (failRate > 0) return `${Math.round(failRate * 1000) / 10} % of the checks fail at random (seed ${seed})`;
  if (failing === undefined || failing === 'never') return 'every check passes';
  return failing === 'always' ? 'every check fails' : `checks fail ${ticksText(failing)}, all others pass`;
}

function hooksText(
  hooks: number,
  refused: Readonly<Record<string, Ticks>>,
  gates: Readonly<Record<string, readonly number[]>>,
): readonly string[] {
  if (hooks === 0) return [];
  const said = [
    ...Object.entries(refused).flatMap(([name, ticks]) =>
      ticks === 'never' || ticks.length === 0
        ? []
        : [
            name === 'rollback'
              ? `a rollback is asked for ${ticksText(ticks)}`
              : `hook ${name} refuses ${ticksText(ticks)}`,
          ],
    ),
    ...Object.entries(gates).map(([name, toggles]) => `gate ${name} ${gateText(toggles)}`),
  ];
  return [...said, `${said.length === 0 ? 'every hook' : 'any other hook'} agrees, nobody asks for a rollback`];
}

function ticksText(ticks: Ticks): string {
  if (typeof ticks === 'string') return ticks === 'always' ? 'at each tick' : 'never';
  return `at tick ${ticks.join(', ')}`;
}

function gateText(toggles: readonly number[]): string {
  if (toggles.length === 0) return 'is never opened';
  return toggles.map((tick, index) => `${index % 2 === 0 ? 'opens' : 'closes'} at tick ${tick}`).join(', ');
}
