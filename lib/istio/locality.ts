import { MeshwrightError } from '../core/errors';

/** How closely a {@link Locality} says where something is. */
export type LocalityLevel = 'region' | 'zone' | 'sub-zone';

/** A region as others refer to it. */
export type Region = Locality<'region'>;

/** A share of the requests that goes to a locality. */
export interface LocalityShare {
  readonly locality: Locality;
  /** In percent, 1 to 100. */
  readonly percent: number;
}

/**
 * Where pods are: a region, a zone of it, a part of that zone, as the labels of the nodes say.
 *
 * ```ts
 * const frankfurt = Locality.region('eu-central-1');
 * frankfurt.zone('eu-central-1a').name; // eu-central-1/eu-central-1a
 * ```
 *
 * @see https://istio.io/latest/docs/tasks/traffic-management/locality-load-balancing/
 */
export class Locality<out Level extends LocalityLevel = LocalityLevel> {
  /**
   * A region: of the nodes, the label `topology.kubernetes.io/region`.
   *
   * @throws MeshwrightError when the name is empty or has a `/` or `*`
   */
  static region(name: string): Region {
    return new Locality('region', checkPart('region', name));
  }

  private constructor(
    readonly level: Level,
    /** As Istio writes it: `region/zone/sub-zone`. */
    readonly name: string,
  ) {}

  /** A zone of a region: of the nodes, the label `topology.kubernetes.io/zone`. */
  zone(this: Region, name: string): Locality<'zone'> {
    return new Locality('zone', `${this.name}/${checkPart('zone', name)}`);
  }

  /** A part of a zone: of the nodes, the label `topology.istio.io/subzone`. */
  subZone(this: Locality<'zone'>, name: string): Locality<'sub-zone'> {
    return new Locality('sub-zone', `${this.name}/${checkPart('sub-zone', name)}`);
  }

  /** This locality with a share of the requests. */
  share(percent: number): LocalityShare {
    return { locality: this, percent };
  }

  /** As Istio writes it. */
  toString(): string {
    return this.name;
  }
}

function checkPart(level: LocalityLevel, name: string): string {
  if (name !== '' && !/[/*]/.test(name)) return name;
  throw new MeshwrightError('Locality', `${level} "${name}" must be one name: no "/", no "*", and not empty`);
}
