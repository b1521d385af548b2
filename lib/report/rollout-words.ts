import type { Exposure } from '../rollout/exposure';
import type { Timeline } from '../rollout/timeline';

/** Seconds for people: `200 s`, `15 min 20 s`, `2 h`. */
export function timeWords(seconds: number): string {
  const sign = seconds < 0 ? '-' : '';
  const whole = Math.abs(seconds);
  if (whole < 600) return `${sign}${Math.round(whole * 10) / 10} s`;
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const parts = [
    ...(hours > 0 ? [`${hours} h`] : []),
    ...(minutes > 0 ? [`${minutes} min`] : []),
    ...(rest > 0 ? [`${Math.round(rest * 10) / 10} s`] : []),
  ];
  return sign + parts.join(' ');
}

/** How a release ends: `promoted after 5 min 20 s`. */
export function endWords({ ends, duration, ticks, deadEnds }: Timeline): string {
  switch (ends) {
    case 'Succeeded':
      return `promoted after ${timeWords(duration ?? 0)}`;
    case 'Failed':
      return (ticks.at(-1)?.canaryWeight ?? 0) > 0
        ? `failed after ${timeWords(duration ?? 0)}, with all requests at the new version`
        : `rolled back after ${timeWords(duration ?? 0)}`;
    case 'stuck':
      return `never ends: ${deadEnds.map(({ reason }) => reason).join('; ')}`;
    case 'unknown':
      return `not known: ${deadEnds.map(({ reason }) => reason).join('; ')}`;
  }
}

/** What the new version meets: `20 % of the requests for 2 min 40 s, about 320`. */
export function exposureWords({ shares, requests, copies, matching, rps }: Exposure): string {
  const of = matching ? 'the requests that match' : 'the requests';
  const served = shares.filter(({ mirror }) => !mirror);
  const mirrored = shares.length > served.length;
  const words = served.map(
    ({ weight, seconds }, index) =>
      `${weight} %${index === 0 ? ` of ${of}` : ''} ${seconds === undefined ? 'for ever' : `for ${timeWords(seconds)}`}`,
  );
  const sum = requests === undefined || served.length === 0 ? [] : [`about ${count(requests)} at ${rps} a second`];
  const copied = mirrored
    ? [`copies of ${copies === undefined ? 'all that come' : `about ${count(copies)} requests`}`]
    : [];
  const all = [...(words.length > 0 ? [words.join(', ')] : []), ...sum, ...copied];
  return all.length === 0 ? 'no request' : all.join('; ');
}

/** A number of requests. */
export function count(requests: number): string {
  return String(Math.round(requests)).replace(/\B(?=(\d{3})+$)/g, ',');
}
