import type { Scenario } from '../../../core/scenario';
import type { BookinfoChart } from '../../bookinfo';
import type { LabSettings } from '../../settings';

/** What the scenarios of destination rules change, and how they are made. */
export interface DestinationRuleContext {
  readonly bookinfo: BookinfoChart;
  readonly settings: LabSettings;
  /** A scenario of the folder, in Bookinfo's namespace. */
  scenario(name: string, title: string): Scenario;
}
