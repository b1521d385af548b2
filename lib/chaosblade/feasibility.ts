import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { isWritable, lacksPs, searchesProcesses, writtenPath } from '../chaosblade-catalogue/container-needs';
import { Namespace } from '../kubernetes/namespaces';
import type { ChaosFault } from './fault';
import type { WorkloadVersion } from './target';

/**
 * Why a fault cannot work in the app's own container of these pods, from what their description says: what the tool would
 * only find out when it runs. Nothing where the description does not say.
 */
export function whyNotInContainer(fault: ChaosFault, versions: readonly WorkloadVersion[]): string | undefined {
  const path = writtenPath(fault);
  for (const { node, writablePaths, image } of versions) {
    if (path !== undefined && writablePaths !== undefined && !isWritable(path, writablePaths)) {
      return (
        `writes to ${path}, and the file system of '${node.path}' is read-only there (writable: ` +
        `${writablePaths.join(', ') || 'nothing'}): attack a container that may write to it`
      );
    }
    if (searchesProcesses(fault) && image !== undefined && lacksPs(image)) {
      return (
        `looks for processes by \`ps\`, which the image ${image} of '${node.path}' does not have: give \`pid\` instead, ` +
        "'1' for the first process of the container"
      );
    }
  }
  return undefined;
}

/**
 * Why `pod fail` cannot work on these pods: the operator writes them back without `restartPolicy` of init containers, as
 * which Kubernetes runs sidecars, and the API server refuses that. As a plain container the sidecar would fail, too.
 */
export function whyNotWithSidecars(
  fault: ChaosFault,
  versions: readonly WorkloadVersion[],
  within: Construct,
): string | undefined {
  if (fault.target !== 'pod' || fault.action !== 'fail') return undefined;
  const version = versions.find((each) => hasSidecar(each, within));
  return version === undefined
    ? undefined
    : `cannot work on pods with a sidecar, as those of '${version.node.path}' are: the operator's update of them is refused, ` +
        'or breaks the sidecar, too; attack pods without one, or use PodFault.podDelete';
}

function hasSidecar(version: WorkloadVersion, within: Construct): boolean {
  const label = version.podLabels?.['sidecar.istio.io/inject'];
  if (label !== undefined) return label === 'true';
  const namespace = Chart.of(version).namespace;
  return within.node.root.node
    .findAll()
    .some((each) => each instanceof Namespace && each.name === namespace && each.injectsSidecars);
}
