import { k8s } from 'cdk8s-plus-27';
import { BOOKINFO_PORT } from '../../bookinfo';
import type { BookinfoScenarioContext } from './context';

/** Other Services for the same pods. */
export function serviceScenarios({ bookinfo, scenario }: BookinfoScenarioContext): void {
  const ports = [{ name: 'http', port: BOOKINFO_PORT }];
  const { productpage, details, reviews, ratings } = bookinfo;

  const perVersion = scenario(
    'bookinfo-versions',
    'Adds a Service for each version, for routes that know no subsets, such as those of the Gateway API.',
  );
  const versions = [...productpage.versions, ...details.versions, ...reviews.versions, ...ratings.versions] as const;
  for (const { app, version, selector } of versions) {
    const name = `${app}-${version}`;
    new k8s.KubeService(perVersion, name, { metadata: { name }, spec: { selector, ports } });
  }

  const nodePort = scenario('productpage-nodeport', 'The product page has a port on every node, beside the gateway.');
  new k8s.KubeService(nodePort, 'productpage', {
    metadata: { name: productpage.host.name, labels: { app: productpage.app } },
    spec: { type: 'NodePort', selector: { app: productpage.app }, ports },
  });
}
