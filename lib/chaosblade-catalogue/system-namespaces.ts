/** Namespaces on which everything else depends. */
export const SYSTEM_NAMESPACES: ReadonlySet<string> = new Set(['kube-system', 'istio-system']);
