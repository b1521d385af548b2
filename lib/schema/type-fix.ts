import { quote } from '../kube/go';
import { isMap } from '../kube/json';

/** How a value is written, where it is written somewhere: `0777`, not 511. Costs reading it again. */
export type Written = () => string | undefined;

/**
 * What to write instead of a value of a wrong type: most are quotes too many or too few, or a list of one without its
 * dash. Only what the field takes is proposed, and a string is what is written, not what became of it.
 *
 * @param takes whether the field takes a value
 */
export function typeFix(value: unknown, written: Written, takes: (value: unknown) => boolean): string | undefined {
  return proposals(value, written).find(([proposed]) => takes(proposed))?.[1];
}

function proposals(value: unknown, written: Written): readonly (readonly [value: unknown, fix: string])[] {
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') {
    const text = unquoted(written()) ?? String(value);
    return [
      [text, `write it as a string: ${quote(text)}`],
      [[text], `write it as a list: [${quote(text)}]`],
      [[value], `write it as a list: [${text}]`],
    ];
  }
  if (typeof value === 'string') {
    const list = [[value], `write it as a list: [${quote(value)}]`] as const;
    const other = otherType(value);
    return other === undefined ? [list] : [[other, `write it without quotes: ${other}`], list];
  }
  return isMap(value) ? [[[value], 'write it as a list']] : [];
}

/** Nothing of what was written as a string and made a number by a tag. */
function unquoted(written: string | undefined): string | undefined {
  return written === undefined || /^["']|[\r\n]/.test(written) ? undefined : written;
}

/** What a string would be without its quotes. */
function otherType(text: string): number | boolean | undefined {
  if (/^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/.test(text)) return Number(text);
  if (!/^(?:true|false|yes|no|on|off)$/i.test(text)) return undefined;
  return /^(?:true|yes|on)$/i.test(text);
}
