/** The names of time zones: those of files, so that upper and lower case differ. */
let names: ReadonlySet<string> | undefined;

/** Names that JavaScript knows by another one. */
const LINKS = ['GMT', 'UTC', 'UCT', 'Zulu', 'Universal', 'Greenwich', 'GMT0', 'GMT+0', 'GMT-0'];

/** What is wrong with the name of a time zone. */
export function timeZoneProblem(zone: string): string | undefined {
  if (zone === '') return 'timeZone must be nil or non-empty string';
  const unknown = `unknown time zone ${zone}`;
  const isName = zone
    .split('/')
    .every((part) => part !== '.' && part !== '..' && /^(?!-)[A-Za-z.\-_0-9+]{1,14}$/.test(part));
  if (!isName) return unknown;
  if (zone.toLowerCase() === 'local') {
    return 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones';
  }
  return isKnown(zone) ? undefined : unknown;
}

function isKnown(zone: string): boolean {
  names ??= new Set([...Intl.supportedValuesOf('timeZone'), ...LINKS]);
  if (names.has(zone)) return true;
  // Old names lead to others: JavaScript takes them in any case, and says how they are written where it keeps them.
  try {
    const resolved = new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
    return resolved === zone || (resolved.toLowerCase() !== zone.toLowerCase() && isWritten(zone));
  } catch {
    return false;
  }
}

/** Whether a name is written as files of time zones are: each part begins with a capital, or is in capitals. */
function isWritten(zone: string): boolean {
  return /^[A-Z]/.test(zone) && zone.split('/').every((part) => /^[A-Z]/.test(part));
}
