import type { HeaderRules } from './headers';

/** Details of one destination of a route. */
export interface DestinationOptions {
  /**
   * The port of the Service; needed for a Service that has several.
   * @default - the Service's only port
   */
  readonly port?: number;
  /** Changes of headers for what is sent to this destination: of HTTP routes only. */
  readonly headers?: HeaderRules;
}
