/** A value in YAML, on one line, with quotation marks where they are needed. */
export function inYaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inYaml).join(', ')}]`;
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'string' && isPlain(value) ? value : JSON.stringify(value);
  }
  const entries = Object.entries(value).map(
    ([key, each]) => `${isPlain(key) ? key : JSON.stringify(key)}: ${inYaml(each)}`,
  );
  return `{${entries.join(', ')}}`;
}

/** Whether a text is itself without quotation marks: no number, no word that means something, no sign of YAML. */
function isPlain(text: string): boolean {
  return /^[A-Za-z/][\w./-]*$/.test(text) && !/^(true|false|yes|no|on|off|y|n|null)$/i.test(text);
}
