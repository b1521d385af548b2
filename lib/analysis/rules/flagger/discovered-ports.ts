import { discoveredPorts as discovered } from '../../../flagger-objects/target';
import { CANARY } from '../../../world/kinds';
import { canaryExample, deploymentExample, yaml } from '../../release/example';
import { type Release, releasesOf } from '../../release/releases';
import type { Observation, Rule } from '../../rule';

const example = (name: string) =>
  yaml(
    deploymentExample({ ports: `[{name: http, containerPort: 9080}, {name: ${name}, containerPort: 9090}]` }),
    canaryExample({ service: 'port: 80, targetPort: 9080, portName: web, portDiscovery: true' }),
  );

export const discoveredPorts: Rule = {
  id: 'FLAGGER_DISCOVERED_PORTS',
  severity: 'error',
  kinds: [CANARY],
  docs: {
    says: 'ports of the containers that the Services of a Canary cannot have beside its own',
    why: 'With `portDiscovery` Flagger adds every port of the containers to its Services, under its name and number. One that is called as `portName`, or has the number of `port`, is there twice: the API server refuses the Services, at each interval anew. Of two of one name only one is added, and UDP becomes TCP.',
    fix: 'Give the port of the container another name, or the Canary another `port` or `portName`.',
    symptoms: ['canary stuck in Initializing', 'Duplicate value'],
    see: 'https://docs.flagger.app/usage/how-it-works#canary-service',
    wrong: example('web'),
    right: example('metrics'),
  },

  check(mesh, report) {
    for (const release of releasesOf(mesh)) {
      const { target } = release;
      if (release.spec.service?.portDiscovery !== true || target === undefined) continue;
      for (const [observation, container] of problemsOf(release)) {
        report(release.entity, ['spec', 'service', 'portDiscovery'], {
          ...observation,
          related: [
            {
              entity: target.entity,
              path: [...target.workload.template, 'spec', 'containers', container, 'ports'],
              message: 'the port of the container',
            },
          ],
        });
      }
    }
  },
};

function* problemsOf({ spec, target }: Release): Generator<readonly [Observation, number]> {
  const { port: own = 0, portName } = spec.service ?? {};
  const called = portName || 'http';
  const numbers = new Map<string, number>();
  for (const { name, number, protocol, container } of discovered(spec, target?.workload.pod?.containers)) {
    const other = numbers.get(name);
    if (name === called || number === own) {
      const what = name === called ? `name ${called}` : `number ${own}`;
      yield [
        {
          message: `the Services would have two ports with the ${what}: the API server refuses them, at each interval anew, and nothing else is made`,
          fix: `give ${name === called ? 'the Canary another portName' : 'service.port another number, or the container another port'}`,
        },
        container,
      ];
    } else if (protocol === 'UDP') {
      yield [
        { severity: 'warning', message: `port ${name} (${number}) is UDP, and the Services of Flagger have it as TCP` },
        container,
      ];
    } else if (other !== undefined && other !== number) {
      yield [
        {
          severity: 'warning',
          message: `two containers have a port called ${name}, ${other} and ${number}: the Services of Flagger have one of them`,
          fix: 'give one another name',
        },
        container,
      ];
    }
    numbers.set(name, number);
  }
}
