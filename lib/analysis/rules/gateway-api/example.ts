/** An object of the Gateway API in namespace `shop`. */
export function api(kind: string, name: string, spec: string): string {
  return `apiVersion: gateway.networking.k8s.io/v1\nkind: ${kind}\nmetadata: {name: ${name}, namespace: shop}\nspec:\n${spec
    .trim()
    .split('\n')
    .map((line) => `  ${line}\n`)
    .join('')}`;
}

/** A route of one rule without a backend, which can be anywhere. */
export const REDIRECT = 'rules: [{filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]}]';
