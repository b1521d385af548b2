import { groupOf } from './object-reference';

/** Groups of objects that a tool reads and no API server ever sees, with the tool. */
const CLIENTS: ReadonlyMap<string, string> = new Map([
  ['apiserver.config.k8s.io', 'the API server as its configuration'],
  ['audit.k8s.io', 'the API server as its configuration'],
  ['backstage.io', 'Backstage'],
  ['client.authentication.k8s.io', 'kubectl'],
  ['config.kubernetes.io', 'Kustomize'],
  ['ctlptl.dev', 'ctlptl'],
  ['eksctl.io', 'eksctl'],
  ['fn.kpt.dev', 'kpt'],
  ['install.istio.io', 'istioctl'],
  ['k0sctl.k0sproject.io', 'k0sctl'],
  ['k3d.io', 'k3d'],
  ['kind.x-k8s.io', 'kind'],
  ['kpt.dev', 'kpt'],
  ['krew.googlecontainertools.github.com', 'krew'],
  ['kubeadm.k8s.io', 'kubeadm'],
  ['kubecontrollermanager.config.k8s.io', 'kube-controller-manager'],
  ['kubelet.config.k8s.io', 'the kubelet'],
  ['kubeproxy.config.k8s.io', 'kube-proxy'],
  ['kubescheduler.config.k8s.io', 'kube-scheduler'],
  ['kustomize.config.k8s.io', 'Kustomize'],
  ['kuttl.dev', 'kuttl'],
  ['score.dev', 'Score'],
  ['skaffold', 'Skaffold'],
]);

/** What reads objects of a kind, if that is a tool and not the API server. */
export function clientOf(apiVersion: string, kind: string): string | undefined {
  // Its group is that of Pods.
  if (apiVersion === 'v1' && kind === 'Config') return 'kubectl';
  if (apiVersion === 'builtin') return 'Kustomize';
  return CLIENTS.get(groupOf(apiVersion));
}
