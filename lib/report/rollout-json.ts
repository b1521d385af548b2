import type { Timeline } from '../rollout/timeline';
import { trafficJson } from './release-traffic';
import type { RehearsedRelease, RolloutReport } from './rollout-report';

/** Rehearsals for programs: one is an object, several are a list of them without their ticks. */
export function* printRolloutJson({ releases, all, judgedBy }: RolloutReport): Generator<string> {
  const [first] = releases;
  const value = all || first === undefined ? { canaries: releases.map(summaryOf) } : wholeOf(first);
  yield `${JSON.stringify({ ...value, ...(judgedBy === undefined ? {} : { judgedBy }) }, undefined, 2)}\n`;
}

function wholeOf(release: RehearsedRelease) {
  const { metrics, remarks, assumptions, ticks } = release.timeline;
  const traffic = release.traffic === undefined ? {} : { traffic: release.traffic.map(trafficJson) };
  return { ...summaryOf(release), ...traffic, metrics, remarks, assumptions, ticks };
}

function summaryOf({ timeline, failing, file, others }: RehearsedRelease) {
  const { namespace, name, strategy, interval } = timeline;
  return {
    namespace,
    name,
    file,
    ...(others.length === 0 ? {} : { alsoIn: others }),
    strategy,
    interval,
    ...endOf(timeline),
    ...(failing === undefined ? {} : { whenChecksFail: endOf(failing) }),
  };
}

function endOf({ ends, duration, exposure, deadEnds }: Timeline) {
  return { ends, ...(duration === undefined ? {} : { duration }), exposure, deadEnds };
}
