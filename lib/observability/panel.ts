import type { StatWire, TableWire, ThresholdsWire, TimeseriesWire } from './dashboard-wire';
import type { DatasourceReference } from './datasource';
import type { PromQuery } from './prom-query';

/**
 * Units, by Grafana's names.
 *
 * @see https://github.com/grafana/grafana/blob/main/packages/grafana-data/src/valueFormats/categories.ts
 */
export type PanelUnit = 'short' | 'none' | 'percent' | 'percentunit' | 'reqps' | 's' | 'ms' | 'bytes' | 'Bps' | 'cores';

/** A query with a name for what it finds. */
export interface PanelQuery {
  readonly query: PromQuery;
  /**
   * The name of each line, with labels as `{{label}}`.
   * @default - all labels
   */
  readonly legend?: string;
}

/** From which value on a colour is used. */
export interface ThresholdStep {
  readonly from: number;
  readonly color: 'green' | 'yellow' | 'orange' | 'red' | 'blue';
}

/** What all panels have. */
export interface PanelProps {
  readonly title: string;
  /** What the panel answers, for those who read it the first time. @default - none */
  readonly description?: string;
  readonly queries: readonly [PanelQuery, ...PanelQuery[]];
  /** @default short */
  readonly unit?: PanelUnit;
  /**
   * How many of the 24 columns it takes.
   * @default - an equal share of its row
   */
  readonly width?: number;
  /** Colours by value, over green. @default - green */
  readonly thresholds?: readonly ThresholdStep[];
}

/** @see https://grafana.com/docs/grafana/latest/panels-visualizations/visualizations/time-series/ */
export interface TimeseriesProps extends PanelProps {
  /** Whether areas stand on each other. @default false */
  readonly stacked?: boolean;
  /** The lower end of the axis. @default 0 */
  readonly min?: number;
  /** The upper end of the axis. @default - that of the values */
  readonly max?: number;
}

/** @see https://grafana.com/docs/grafana/latest/panels-visualizations/visualizations/stat/ */
export interface StatProps extends PanelProps {
  /** Texts in place of values. @default - none */
  readonly texts?: Readonly<Record<number, { readonly text: string; readonly color: ThresholdStep['color'] }>>;
}

/** Where a panel is, and what it asks. */
interface Placement {
  readonly id: number;
  readonly datasource: DatasourceReference;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
}

/**
 * A panel of a dashboard.
 *
 * @see https://grafana.com/docs/grafana/latest/panels-visualizations/
 */
export class Panel {
  /** Lines over time. */
  static timeseries(props: TimeseriesProps): Panel {
    return new Panel(
      props,
      (placement): TimeseriesWire => ({
        ...common(props, placement),
        type: 'timeseries',
        targets: targets(props, placement, false),
        options: {
          legend: { displayMode: 'table', placement: 'bottom', showLegend: true, calcs: ['lastNotNull', 'max'] },
          tooltip: { mode: 'multi', sort: 'desc' },
        },
        fieldConfig: {
          defaults: {
            unit: props.unit ?? 'short',
            min: props.min ?? 0,
            max: props.max,
            thresholds: thresholds(props),
            custom: {
              drawStyle: 'line',
              lineWidth: 1,
              fillOpacity: props.stacked ? 30 : 10,
              showPoints: 'never',
              ...(props.stacked && { stacking: { mode: 'normal', group: 'A' } }),
              ...(props.thresholds && { thresholdsStyle: { mode: 'line' } }),
            },
          },
          overrides: [],
        },
      }),
    );
  }

  /** The latest value, large. */
  static stat(props: StatProps): Panel {
    return new Panel(
      props,
      (placement): StatWire => ({
        ...common(props, placement),
        type: 'stat',
        targets: targets(props, placement, false),
        options: {
          graphMode: 'area',
          colorMode: 'value',
          justifyMode: 'auto',
          textMode: 'auto',
          wideLayout: true,
          showPercentChange: false,
          percentChangeColorMode: 'standard',
          orientation: 'auto',
          reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
        },
        fieldConfig: {
          defaults: {
            unit: props.unit ?? 'short',
            thresholds: thresholds(props),
            ...(props.texts && { mappings: [{ type: 'value', options: { ...props.texts } }] }),
          },
          overrides: [],
        },
      }),
    );
  }

  /** The latest values, a row for each. */
  static table(props: PanelProps): Panel {
    return new Panel(
      props,
      (placement): TableWire => ({
        ...common(props, placement),
        type: 'table',
        targets: targets(props, placement, true),
        transformations: [{ id: 'merge', options: {} }],
        options: { frameIndex: 0, showHeader: true },
        fieldConfig: {
          defaults: { unit: props.unit ?? 'short', thresholds: thresholds(props), custom: { filterable: true } },
          overrides: [
            { matcher: { id: 'byType', options: 'time' }, properties: [{ id: 'custom.hidden', value: true }] },
          ],
        },
      }),
    );
  }

  private constructor(
    /** What the panel was made from. */
    readonly props: PanelProps,
    private readonly render: (placement: Placement) => object,
  ) {}

  /** Of the types of the SDK, which those who use this package need not have. @internal */
  _toWire(placement: Placement): object {
    return this.render(placement);
  }
}

function common({ title, description }: PanelProps, { id, datasource, gridPos }: Placement) {
  return { id, title, description, datasource, gridPos };
}

function targets({ queries }: PanelProps, { datasource }: Placement, asTable: boolean): TimeseriesWire['targets'] {
  return queries.map(({ query, legend }, index) => ({
    refId: String.fromCharCode('A'.charCodeAt(0) + index),
    datasource,
    editorMode: 'code',
    expr: query.text,
    ...(legend !== undefined && { legendFormat: legend }),
    ...(asTable ? { instant: true, range: false, format: 'table' } : { range: true }),
  }));
}

function thresholds({ thresholds: steps = [] }: PanelProps): ThresholdsWire {
  return {
    mode: 'absolute',
    steps: [{ color: 'green', value: null }, ...steps.map(({ from, color }) => ({ color, value: from }))],
  };
}
