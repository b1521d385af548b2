import type { IConstruct } from 'constructs';
import { MeshwrightError } from '../core/errors';

/** A host, as far as it matters how a rule writes it. */
interface NamedHost {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly isService: boolean;
  nameFor(namespace: string | undefined): string;
}

/** What the parts of a rule need to know to be written: where they stand. */
export class RuleContext {
  constructor(
    /** The construct that messages are about. */
    readonly construct: IConstruct,
    /** The namespace of the rule; undefined where the chart has none. */
    readonly namespace: string | undefined,
  ) {}

  /** How this rule writes a host. */
  hostName(host: NamedHost): string {
    if (host.isService && host.namespace === undefined && this.namespace !== undefined) {
      throw this.error(
        `cannot tell the namespace of Service "${host.name}" from namespace "${this.namespace}": name it, as in Host.service({ name: "${host.name}", namespace: "${this.namespace}" }), or give the chart of the Service a namespace`,
      );
    }
    return host.nameFor(this.namespace);
  }

  /** The error for something wrong in this rule. */
  error(message: string): MeshwrightError {
    return new MeshwrightError(this.construct, message);
  }
}

/** Throws unless `port` is one. */
export function checkPort(where: IConstruct | string, port: number): number {
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new MeshwrightError(where, `${port} is not a port: give a whole number from 1 to 65535`);
  }
  return port;
}

/** Throws unless `percent` is a share that Envoy can count: 0 to 100, in steps of 0.0001. */
export function checkPercent(where: IConstruct | string, percent: number): number {
  if (!(percent >= 0 && percent <= 100)) {
    throw new MeshwrightError(where, `${percent} is not a percentage: give a number from 0 to 100`);
  }
  if (percent > 0 && percent < 0.0001) {
    throw new MeshwrightError(where, `${percent} percent is counted as 0: the smallest share is 0.0001`);
  }
  return percent;
}
