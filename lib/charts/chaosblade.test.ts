import { describe, expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import { App } from '../core/app';
import { Namespace } from '../kubernetes';
import { ChaosBladeChart } from './chaosblade';
import { PROFILES } from './settings';

describe('ChaosBlade in the lab', () => {
  test('GIVEN the lab THEN everything is in the namespace for chaos, which comes before it', () => {
    // GIVEN
    const app = new App();
    // The chart is created first: the order is that of dependencies.
    const namespaces = new Chart(app, 'namespaces');
    const namespace = new Namespace(namespaces, PROFILES.lab.namespaces.chaos);
    // WHEN
    const chart = new ChaosBladeChart(app, 'chaosblade', { settings: PROFILES.lab, namespace });
    // THEN
    const objects = chart.toJson();
    const clusterScoped = ['ClusterRole', 'ClusterRoleBinding'];
    for (const { kind, metadata } of objects) {
      expect(metadata.namespace).toBe(clusterScoped.includes(kind) ? undefined : 'chaosblade');
    }
    expect(app.charts).toEqual([namespaces, chart]);
    const images = objects
      .filter(({ spec }) => spec?.template !== undefined)
      .flatMap(({ spec }) => [...(spec.template.spec.initContainers ?? []), ...spec.template.spec.containers])
      .map(({ image }) => image);
    expect([...new Set(images)].sort()).toEqual([
      'ghcr.io/chaosblade-io/chaosblade-operator:1.8.0',
      'ghcr.io/chaosblade-io/chaosblade-tool:1.8.0',
    ]);
    expect(objects.map(({ kind }) => kind)).not.toContain('Secret');
    expect(objects.map(({ kind }) => kind)).not.toContain('MutatingWebhookConfiguration');
  });
});
