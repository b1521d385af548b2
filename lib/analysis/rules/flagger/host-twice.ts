import { fullName } from '../../../mesh/host-names';
import { CANARY } from '../../../world/kinds';
import { releaseExample } from '../../release/example';
import { istioReleases } from '../../release/releases';
import type { Rule } from '../../rule';

const example = (host: string) => releaseExample({ service: `port: 9080, hosts: [${host}]` });

export const hostTwice: Rule = {
  id: 'FLAGGER_HOST_TWICE',
  severity: 'warning',
  kinds: [CANARY],
  docs: {
    says: 'a host of a Canary that is its Service under another name',
    why: 'Flagger adds the name of the Service to the hosts unless it is among them, letter by letter: its VirtualService then has the Service twice. istiod takes the first of the two, and `istioctl analyze` reports a conflict of the VirtualService with itself (IST0109).',
    fix: 'Leave the host out, or write it as the Service is called.',
    symptoms: ['IST0109', 'ConflictingMeshGatewayVirtualServiceHosts'],
    see: 'https://docs.flagger.app/usage/how-it-works#canary-service',
    wrong: example('reviews.shop.svc.cluster.local'),
    right: example('reviews'),
  },

  check(mesh, report) {
    const { clusterDomain } = mesh.config;
    for (const { entity, spec, names, namespace } of istioReleases(mesh)) {
      const { hosts = [], delegation } = spec.service ?? {};
      if (delegation === true || hosts.includes('*')) continue;
      const own = fullName(names.apex, namespace, clusterDomain);
      for (const [index, host] of hosts.entries()) {
        if (host === names.apex || fullName(host, namespace, clusterDomain) !== own) continue;
        report(entity, ['spec', 'service', 'hosts', index], {
          message: `${host} is Service ${names.apex}, which Flagger adds to the hosts itself: its VirtualService has it twice`,
          fix: `write ${names.apex}, or leave it out`,
        });
      }
    }
  },
};
