/** Text from a manifest may hold anything, such as control characters that would move the cursor. */
export function oneLine(text: string): string {
  const single = text.replaceAll(/\s*[\r\n]\s*/g, ' ');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it must find
  return single.replaceAll(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
