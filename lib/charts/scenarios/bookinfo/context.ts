import type { Scenario } from '../../../core/scenario';
import type { BookinfoChart } from '../../bookinfo';
import type { LabSettings } from '../../settings';

/** What the scenarios of Bookinfo change, and how they are made. */
export interface BookinfoScenarioContext {
  readonly bookinfo: BookinfoChart;
  readonly settings: LabSettings;
  /** A scenario of Bookinfo's folder, named as upstream's file. @default - in Bookinfo's namespace */
  scenario(name: string, title: string, namespace?: string): Scenario;
}
