import type { Field } from '../field';
import type { Report } from '../report';

/** The statuses that have a reason phrase. */
const KNOWN = [
  ...[100, 101, 102, 103, 200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 305, 307, 308],
  ...[400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423],
  ...[424, 425, 426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511],
];

/** Whether a text is the number of a status of HTTP. */
export function isKnownStatus(text: string): boolean {
  return /^[+-]?[0-9]{1,9}$/.test(text) && KNOWN.includes(Number(text));
}

/** A status that is answered. */
export function checkStatus(at: Field, report: Report): void {
  if (at.number >= 200 && at.number <= 600) return;
  report.refuse(at, `${at.number} is not a status to answer with`, 'write one from 200 to 599, such as 503');
}
