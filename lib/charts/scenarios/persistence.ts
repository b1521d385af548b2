import type { Construct } from 'constructs';
import { Scenario } from '../../core/scenario';
import { Elasticsearch, Jaeger, JaegerStorage } from '../../observability';
import type { LabSettings } from '../settings';
import { JAEGER_IMAGE, type TracingChart } from '../tracing';

/** What the scenarios change. */
export interface PersistenceScenarioProps {
  readonly tracing: TracingChart;
  readonly settings: LabSettings;
}

/** Where traces are kept: chapter ten. Metrics and dashboards have their disks in the steady state. */
export function persistenceScenarios(scope: Construct, { tracing, settings }: PersistenceScenarioProps): void {
  const jaeger = { image: JAEGER_IMAGE, nodePort: settings.addonNodePorts?.tracing };

  const database = new Scenario(scope, 'traces-in-elasticsearch', {
    folder: 'persistence',
    title: 'Traces are kept in a database, Elasticsearch, in place of files of Jaeger.',
    namespace: tracing.namespace,
  });
  const elasticsearch = new Elasticsearch(database, 'elasticsearch', {
    image: 'docker.elastic.co/elasticsearch/elasticsearch:8.19.14',
    password: { secretName: 'elasticsearch', key: 'password' },
    storage: '10Gi',
    clients: tracing.jaeger.selector,
  });
  new Jaeger(database, 'jaeger', { ...jaeger, storage: JaegerStorage.elasticsearch(elasticsearch) });

  const memory = new Scenario(scope, 'traces-in-memory', {
    folder: 'persistence',
    title: 'Traces are kept in memory and are gone with the pod: what persistence is good for.',
    namespace: tracing.namespace,
  });
  new Jaeger(memory, 'jaeger', { ...jaeger, storage: JaegerStorage.memory({ maxTraces: 50_000 }) });
}
