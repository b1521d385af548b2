import { documents, istio, shop } from '../../../examples';
import type { Rule } from '../../../rule';
import { usesIn } from '../../../traffic/destinations';
import { reportCredentials } from './credentials';
import { reportGateways } from './gateways';
import { reportHosts } from './hosts';
import { reportNamespaces } from './namespaces';
import { reportPorts } from './ports';
import { reportSelectors } from './selectors';
import { reportSubsets } from './subsets';
import { reportTargets } from './targets';

const example = (subset: string) =>
  documents(
    shop('reviews', ['v1', 'v2']),
    istio(
      'DestinationRule',
      'reviews',
      'host: reviews\nsubsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]',
    ),
    istio(
      'VirtualService',
      'reviews',
      `hosts: [reviews]\nhttp: [{route: [{destination: {host: reviews, subset: ${subset}}}]}]`,
    ),
  );

export const referenceMissing: Rule = {
  id: 'IST0101',
  severity: 'error',
  kinds: [],
  docs: {
    says: 'a host, port, subset, gateway, Secret, namespace or workload that an object of Istio names and that does not exist',
    why: 'istiod accepts it: what is named may come later. Until then a route has no cluster, and requests get 503; a Gateway is served by nobody, or without a certificate; a policy is for nobody. Subsets count as the client sees them: a DestinationRule in its own namespace hides the one of the service.',
    fix: 'Write the name of what is there; the message has the nearest one. A host with a dot is not completed: write it in full.',
    symptoms: ['503', '503 NC', 'cluster_not_found', '404', 'connection reset'],
    see: 'https://istio.io/latest/docs/reference/config/analysis/ist0101/',
    wrong: example('v9'),
    right: example('v2'),
  },

  check(mesh, report) {
    const uses = usesIn(mesh);
    reportHosts(mesh, uses, report);
    reportPorts(mesh, uses, report);
    reportSubsets(mesh, uses, report);
    reportGateways(mesh, report);
    reportSelectors(mesh, report);
    reportCredentials(mesh, report);
    reportNamespaces(mesh, report);
    reportTargets(mesh, report);
  },
};
