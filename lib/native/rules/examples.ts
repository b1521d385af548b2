/** YAML for examples of rules: an object of a kind with lines of its own. */
export function object(apiVersion: string, kind: string, lines: string, name = 'web'): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}}\n${lines}`;
}

/** A pod with lines in its only container, and lines in its spec. */
export function pod(container = '', spec = ''): string {
  const lines = indented(container, 4);
  return object(
    'v1',
    'Pod',
    `spec:\n${indented(spec, 2)}  containers:\n  - name: web\n    image: example.com/web:1\n${lines}`,
  );
}

/** A Deployment with lines in its spec. */
export function deployment(spec: string): string {
  return object(
    'apps/v1',
    'Deployment',
    `spec:
${indented(spec, 2)}  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: example.com/web:1}]}
`,
  );
}

function indented(lines: string, depth: number): string {
  return lines === '' ? '' : `${lines.trimEnd().replaceAll(/^/gm, ' '.repeat(depth))}\n`;
}
