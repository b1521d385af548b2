import { describe, expect, test } from '@jest/globals';
import { App, Chart, Duration, Size } from 'cdk8s';
import { Namespace } from '../kubernetes';
import { Microservice, type VersionSettings } from '../microservice';
import { ChaosExperiment } from './experiment';
import { ContainerFault, PodFault } from './fault';
import { ChaosTarget } from './target';

const duration = Duration.minutes(1);
const one = { blast: { count: 1 } };

/** An app in a namespace that injects sidecars, or does not. */
function app(settings: VersionSettings & { readonly image?: string } = {}, injection = false) {
  const chart = new Chart(new App(), 'lab', { namespace: 'shop' });
  new Namespace(chart, 'shop', { injection });
  return new Microservice(chart, 'ratings', { versions: { v1: { image: 'example.com/ratings:1.0.0', ...settings } } });
}

describe('faults that write', () => {
  const dns = ContainerFault.networkDns({ domain: 'details', ip: '127.0.0.1' });
  const attack = (fault: typeof dns, settings: VersionSettings = {}, container?: string) => {
    const workload = app(settings);
    return () =>
      new ChaosExperiment(Chart.of(workload), 'x', {
        fault,
        target: ChaosTarget.container(workload, container === undefined ? one : { ...one, container }),
        duration,
      });
  };

  test('GIVEN a read-only file system THEN they cannot work, and the message says what is writable', () => {
    expect(attack(dns, { writable: ['/tmp'] })).toThrow(
      "[lab/x] ContainerFault.networkDns writes to /etc, and the file system of 'lab/ratings/v1' is read-only there " +
        '(writable: /tmp): attack a container that may write to it',
    );
    const fill = (path?: string) => ContainerFault.diskFill({ size: Size.mebibytes(1), path });
    expect(attack(fill())).toThrow('ContainerFault.diskFill writes to /, and the file system');
    expect(attack(fill('/data'), { writable: ['/dat'] })).toThrow('writes to /data');
    expect(attack(ContainerFault.fileDelete({ filepath: '/etc/passwd' }))).toThrow('(writable: nothing)');
  });

  test('GIVEN a place that is writable, or another container THEN they are let through', () => {
    expect(attack(dns, { relax: { writableRootFilesystem: 'it writes' } })).not.toThrow();
    expect(attack(ContainerFault.fileDelete({ filepath: '/data/a' }), { writable: ['/data'] })).not.toThrow();
    expect(attack(dns, {}, 'istio-proxy')).not.toThrow();
  });
});

describe('faults of processes', () => {
  const kill = (image: string, flags: { process: string } | { pid: string }) => {
    const workload = app({ image });
    return () =>
      new ChaosExperiment(Chart.of(workload), 'x', {
        fault: ContainerFault.processKill({ ...flags, signal: 15 } as never),
        target: ChaosTarget.container(workload, one),
        duration,
        irreversible: 'it is started again',
      });
  };

  test('GIVEN an image that has no ps THEN processes are found by their number alone', () => {
    for (const image of [
      'node:20-slim',
      'node:20-bookworm-slim',
      'gcr.io/distroless/nodejs:20',
      'example.com/slim:1',
    ]) {
      expect(kill(image, { process: 'node' })).toThrow(
        `[lab/x] ContainerFault.processKill looks for processes by \`ps\`, which the image ${image} of 'lab/ratings/v1' does not have: give \`pid\``,
      );
      expect(kill(image, { pid: '1' })).not.toThrow();
    }
    expect(kill('node:20-alpine', { process: 'node' })).not.toThrow();
    expect(kill('example.com/slimmer:1', { process: 'node' })).not.toThrow();
  });
});

describe('pod fail', () => {
  const problems = (workload: Microservice<'ratings', 'v1'>) => {
    const chart = Chart.of(workload);
    new ChaosExperiment(chart, 'x', {
      fault: PodFault.podFail(),
      target: ChaosTarget.pods(workload, one),
      untilDeleted: true,
    });
    return chart.node.findAll().flatMap((each) => each.node.validate());
  };

  test('GIVEN pods with a sidecar THEN it cannot work', () => {
    const message =
      "PodFault.podFail cannot work on pods with a sidecar, as those of 'lab/ratings/v1' are: the operator's update of them is " +
      'refused, or breaks the sidecar, too; attack pods without one, or use PodFault.podDelete';
    expect(problems(app({}, true))).toEqual([message]);
    expect(problems(app({ inject: true }))).toEqual([message]);
  });

  test('GIVEN pods without one THEN it is let through', () => {
    expect(problems(app())).toEqual([]);
    expect(problems(app({ inject: false }, true))).toEqual([]);
  });
});
