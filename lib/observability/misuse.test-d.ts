/**
 * What must not compile. `tsc` reads this file, nothing runs it: an unused `@ts-expect-error` is an error.
 */
import type { Construct } from 'constructs';
import { AlertCondition, AlertRule } from './alert-rule';
import { ContactPoint } from './alerting';
import { Dashboard } from './dashboard';
import type { StatWire, TimeseriesWire } from './dashboard-wire';
import { Datasource } from './datasource';
import { Grafana } from './grafana';
import { JaegerStorage } from './jaeger-storage';
import { Panel } from './panel';
import { PromQuery } from './prom-query';
import { Prometheus } from './prometheus';
import type { RecordingRule } from './recording-rule';
import { ScrapeJob } from './scrape-job';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function is<_True extends true>(): void {}

const query = PromQuery.parse('up');
const jaeger = Datasource.jaeger({ uid: 'jaeger', url: 'http://jaeger' });

export function queries(): void {
  // Flagger's types read the placeholders of a query.
  is<Equal<typeof query.text, 'up'>>();
  // @ts-expect-error a text that nobody has parsed
  Panel.stat({ title: 'Up', queries: [{ query: 'up' }] });
  // @ts-expect-error a panel asks something
  Panel.stat({ title: 'Up', queries: [] });
  // @ts-expect-error there is no such unit
  Panel.stat({ title: 'Up', queries: [{ query }], unit: 'furlongs' });
  // @ts-expect-error the name of a recorded metric says what it is by
  const rule: RecordingRule = { record: 'up', query };
  is<Equal<typeof rule, RecordingRule>>();
}

export function wire(): void {
  is<Equal<TimeseriesWire['options']['legend']['displayMode'], 'list' | 'table' | 'hidden'>>();
  is<Equal<StatWire['options']['orientation'], 'auto' | 'vertical' | 'horizontal'>>();
}

export function grafana(scope: Construct): void {
  const panel = Panel.stat({ title: 'Up', queries: [{ query }] });
  // @ts-expect-error PromQL is not asked of Jaeger
  new Dashboard({ uid: 'a', title: 'A', datasource: jaeger, rows: [{ title: 'A', panels: [panel] }] });
  new AlertRule({
    uid: 'a',
    title: 'A',
    query,
    condition: AlertCondition.above(1),
    // @ts-expect-error there is no such severity
    severity: 'bad',
    summary: 'A',
  });
  // @ts-expect-error an address is a secret, which is not in the manifests
  ContactPoint.webhook('a', { url: 'https://example.com/hook' });
  new Grafana(scope, 'grafana', {
    image: 'grafana:1.0.0',
    // @ts-expect-error nor is a password
    adminPassword: 'admin',
    datasources: [jaeger],
    storage: '1Gi',
  });
}

export function stores(scope: Construct): void {
  // @ts-expect-error without jobs there is nothing to store
  new Prometheus(scope, 'prometheus', { image: 'prometheus:1.0.0', jobs: [], storage: '1Gi' });
  // @ts-expect-error megabytes are too few
  new Prometheus(scope, 'prometheus', { image: 'prometheus:1.0.0', jobs: [ScrapeJob.self()], storage: '100Mi' });
  // @ts-expect-error memory holds no gigabytes, but a number of traces
  JaegerStorage.memory({ size: '5Gi' });
}
