import type * as sdk from '@grafana/grafana-foundation-sdk/dashboard';
import type * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import type * as stat from '@grafana/grafana-foundation-sdk/stat';
import type * as table from '@grafana/grafana-foundation-sdk/table';
import type * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';

/*
 * Of the SDK we take the types alone. Its builders leave the options of a panel open to anything, and loading them takes
 * a tenth of a second, about as long as everything else that an app loads; types take nothing.
 */

/**
 * A type of the SDK as JSON has it: values in place of enums, no methods.
 */
export type Wire<T> = 0 extends 1 & T
  ? unknown
  : T extends string
    ? `${T}`
    : T extends number
      ? `${T}` extends `${infer Value extends number}`
        ? Value
        : T
      : T extends readonly (infer Item)[]
        ? readonly Wire<Item>[]
        : T extends object
          ? { readonly [Key in keyof T as NonNullable<T[Key]> extends () => unknown ? never : Key]: Wire<T[Key]> }
          : T;

type Query = Wire<prometheus.Dataquery>;

/** A panel with the options of its kind. */
export interface PanelWire<Type extends string, Options, Custom>
  extends Omit<Wire<sdk.Panel>, 'type' | 'options' | 'fieldConfig' | 'targets'> {
  readonly type: Type;
  readonly targets: readonly Query[];
  readonly options: Options;
  readonly fieldConfig: {
    readonly defaults: Omit<Wire<sdk.FieldConfig>, 'custom'> & { readonly custom?: Custom };
    readonly overrides: Wire<sdk.FieldConfigSource>['overrides'];
  };
}

export type TimeseriesWire = PanelWire<'timeseries', Wire<timeseries.Options>, Wire<timeseries.FieldConfig>>;
export type StatWire = PanelWire<'stat', Wire<stat.Options>, never>;
export type TableWire = PanelWire<'table', Wire<table.Options>, Partial<Wire<table.FieldConfig>>>;
export type RowWire = Wire<sdk.RowPanel>;

export type ThresholdsWire = Wire<sdk.ThresholdsConfig>;
export type VariableWire = Wire<sdk.VariableModel>;

export interface DashboardWire extends Omit<Wire<sdk.Dashboard>, 'panels'> {
  /** Each of one of the types above. */
  readonly panels: readonly object[];
}
