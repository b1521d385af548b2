import { Duration } from 'cdk8s';
import { goDuration } from '../core/duration';
import { MeshwrightError } from '../core/errors';
import type { DashboardWire, RowWire, VariableWire } from './dashboard-wire';
import type { Datasource, DatasourceReference } from './datasource';
import type { Panel } from './panel';

/** A choice at the top of a dashboard: the values that a label has. */
export interface DashboardVariable {
  /** The name, as queries have it after `$`. */
  readonly name: string;
  /** What is shown beside the choice. @default - the name */
  readonly title?: string;
  /** The label whose values there are to choose from. */
  readonly label: string;
  /** Of which metric; it may be a selector with the variables before this one. */
  readonly of: string;
  /** Whether several can be chosen, and all are at first; queries then match by `=~`. @default false */
  readonly multiple?: boolean;
}

/** Panels side by side below a heading. */
export interface DashboardRow {
  readonly title: string;
  readonly panels: readonly [Panel, ...Panel[]];
  /** The height of the panels, in units of 30 pixels. @default 8 */
  readonly height?: number;
}

/** @see https://grafana.com/docs/grafana/latest/dashboards/ */
export interface DashboardProps {
  /** Its identity and part of its address: `/d/<uid>`. */
  readonly uid: string;
  readonly title: string;
  readonly description?: string;
  /** Where the data is from. */
  readonly datasource: Datasource<'prometheus'>;
  readonly rows: readonly [DashboardRow, ...DashboardRow[]];
  /** @default - none */
  readonly variables?: readonly DashboardVariable[];
  /** How far back it shows. @default Duration.minutes(30) */
  readonly period?: Duration;
  /** How often it asks again. @default Duration.seconds(15) */
  readonly refresh?: Duration;
  /** @default ['meshwright'] */
  readonly tags?: readonly string[];
}

const COLUMNS = 24;
/** What Grafana 12.0 writes; newer ones bring older schemas up to date. */
const SCHEMA_VERSION = 41;

/**
 * A dashboard of Grafana as code. It is checked when it is made: each variable that a query names is one of the
 * dashboard or of Grafana, and no row is wider than the page.
 *
 * @see https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
 */
export class Dashboard {
  readonly uid: string;
  readonly title: string;

  /** @throws MeshwrightError when a query names a variable that is not there, or a row does not fit */
  constructor(private readonly props: DashboardProps) {
    this.uid = props.uid;
    this.title = props.title;
    if (!/^[a-z0-9-]{1,40}$/.test(props.uid)) this.fail('the uid must be 1 to 40 lower-case letters, digits and "-"');
    const known = new Set((props.variables ?? []).map(({ name }) => name));
    if (known.size !== (props.variables ?? []).length) this.fail('two variables have the same name: rename one');
    for (const row of props.rows) {
      if (this.widthOf(row) > COLUMNS) {
        this.fail(`the panels of row "${row.title}" take ${this.widthOf(row)} columns, and there are ${COLUMNS}`);
      }
      for (const panel of row.panels) this.checkVariables(panel, known);
    }
  }

  /** The dashboard as Grafana reads it. */
  toJson(): string {
    return `${JSON.stringify(this.render(), undefined, 2)}\n`;
  }

  private render(): DashboardWire {
    const { uid, title, description, tags = ['meshwright'], variables = [], datasource } = this.props;
    return {
      uid,
      title,
      description,
      tags: [...tags],
      timezone: 'browser',
      editable: false,
      graphTooltip: 1,
      schemaVersion: SCHEMA_VERSION,
      refresh: goDuration(this.props.refresh ?? Duration.seconds(15)),
      time: { from: `now-${goDuration(this.props.period ?? Duration.minutes(30))}`, to: 'now' },
      annotations: { list: [] },
      templating: { list: variables.map((variable) => variableToWire(variable, datasource._reference)) },
      panels: this.panels(),
    };
  }

  private panels(): object[] {
    const panels: object[] = [];
    let y = 0;
    for (const row of this.props.rows) {
      const height = row.height ?? 8;
      const heading: RowWire = {
        id: panels.length + 1,
        type: 'row',
        title: row.title,
        collapsed: false,
        gridPos: { x: 0, y, w: COLUMNS, h: 1 },
        panels: [],
      };
      panels.push(heading);
      let x = 0;
      for (const panel of row.panels) {
        const w = this.widthOfPanel(panel, row);
        panels.push(
          panel._toWire({
            id: panels.length + 1,
            datasource: this.props.datasource._reference,
            gridPos: { x, y: y + 1, w, h: height },
          }),
        );
        x += w;
      }
      y += height + 1;
    }
    return panels;
  }

  private widthOfPanel(panel: Panel, row: DashboardRow): number {
    return panel.props.width ?? Math.floor(COLUMNS / row.panels.length);
  }

  private widthOf(row: DashboardRow): number {
    return row.panels.reduce((sum, panel) => sum + this.widthOfPanel(panel, row), 0);
  }

  private checkVariables({ props }: Panel, known: ReadonlySet<string>): void {
    for (const { query } of props.queries) {
      const missing = query.variables.find((name) => !name.startsWith('__') && !known.has(name));
      if (missing !== undefined) {
        const list = [...known].map((name) => `$${name}`).join(', ') || 'none';
        this.fail(
          `panel "${props.title}" asks for $${missing}, which is no variable of the dashboard (${list}): add it`,
        );
      }
    }
  }

  private fail(message: string): never {
    throw new MeshwrightError(`dashboard ${this.uid}`, message);
  }
}

function variableToWire(variable: DashboardVariable, datasource: DatasourceReference): VariableWire {
  const { name, title, label, of, multiple = false } = variable;
  const query = `label_values(${of}, ${label})`;
  return {
    type: 'query',
    name,
    label: title ?? name,
    datasource,
    query: { query, refId: 'StandardVariableQuery' },
    refresh: 2,
    sort: 1,
    multi: multiple,
    includeAll: multiple,
    ...(multiple && { allValue: '.*', current: { text: ['All'], value: ['$__all'] } }),
  };
}
