import { describe, expect, test } from '@jest/globals';
import { Dashboard, type DashboardProps } from './dashboard';
import { Datasource } from './datasource';
import { Panel } from './panel';
import { PromQuery } from './prom-query';

const datasource = Datasource.prometheus({ uid: 'prometheus', url: 'http://prometheus:9090' });
const up = Panel.timeseries({ title: 'Up', queries: [{ query: PromQuery.parse('up'), legend: '{{job}}' }], unit: 's' });

function dashboard(props: Partial<DashboardProps> = {}): Dashboard {
  return new Dashboard({ uid: 'a', title: 'A', datasource, rows: [{ title: 'Row', panels: [up, up, up] }], ...props });
}

describe('Dashboard', () => {
  test('GIVEN rows THEN panels stand side by side below their headings', () => {
    const stat = Panel.stat({ title: 'S', queries: [{ query: PromQuery.parse('up') }], width: 6 });
    const { panels } = JSON.parse(
      dashboard({
        rows: [
          { title: '1', panels: [up, up] },
          { title: '2', panels: [stat, up], height: 4 },
        ],
      }).toJson(),
    );
    expect(
      panels.map(({ id, type, gridPos }: { id: number; type: string; gridPos: object }) => ({ id, type, ...gridPos })),
    ).toEqual([
      { id: 1, type: 'row', x: 0, y: 0, w: 24, h: 1 },
      { id: 2, type: 'timeseries', x: 0, y: 1, w: 12, h: 8 },
      { id: 3, type: 'timeseries', x: 12, y: 1, w: 12, h: 8 },
      { id: 4, type: 'row', x: 0, y: 9, w: 24, h: 1 },
      { id: 5, type: 'stat', x: 0, y: 10, w: 6, h: 4 },
      { id: 6, type: 'timeseries', x: 6, y: 10, w: 12, h: 4 },
    ]);
  });

  test('GIVEN a panel THEN it asks its datasource', () => {
    const [, panel] = JSON.parse(dashboard().toJson()).panels;
    expect(panel).toMatchObject({
      title: 'Up',
      datasource: { type: 'prometheus', uid: 'prometheus' },
      targets: [{ refId: 'A', expr: 'up', legendFormat: '{{job}}', range: true, datasource: { uid: 'prometheus' } }],
      fieldConfig: { defaults: { unit: 's', min: 0 } },
    });
  });

  test('GIVEN a table THEN it asks for the latest values', () => {
    const table = Panel.table({ title: 'T', queries: [{ query: PromQuery.parse('up') }] });
    const [, panel] = JSON.parse(dashboard({ rows: [{ title: 'Row', panels: [table] }] }).toJson()).panels;
    expect(panel.targets[0]).toMatchObject({ instant: true, range: false, format: 'table' });
  });

  test('GIVEN variables THEN there is a choice for each', () => {
    const query = PromQuery.parse('sum(rate(up{ns=~"$ns"}[$__rate_interval]))');
    const { templating } = JSON.parse(
      dashboard({
        rows: [{ title: 'Row', panels: [Panel.timeseries({ title: 'P', queries: [{ query }] })] }],
        variables: [{ name: 'ns', label: 'namespace', of: 'up', multiple: true }],
      }).toJson(),
    );
    expect(templating.list).toEqual([
      {
        type: 'query',
        name: 'ns',
        label: 'ns',
        datasource: { type: 'prometheus', uid: 'prometheus' },
        query: { query: 'label_values(up, namespace)', refId: 'StandardVariableQuery' },
        refresh: 2,
        sort: 1,
        multi: true,
        includeAll: true,
        allValue: '.*',
        current: { text: ['All'], value: ['$__all'] },
      },
    ]);
  });

  test('GIVEN a query with a variable that is not there THEN it is an error', () => {
    const panel = Panel.stat({ title: 'P', queries: [{ query: PromQuery.parse('up{a="$b"}') }] });
    expect(() => dashboard({ rows: [{ title: 'Row', panels: [panel] }] })).toThrow(
      '[dashboard a] panel "P" asks for $b, which is no variable of the dashboard (none): add it',
    );
  });

  test('GIVEN panels that are wider than the page THEN it is an error', () => {
    const wide = Panel.stat({ title: 'P', queries: [{ query: PromQuery.parse('up') }], width: 20 });
    expect(() => dashboard({ rows: [{ title: 'Row', panels: [wide, wide] }] })).toThrow(
      'take 40 columns, and there are 24',
    );
  });
});
