import type { PortTrafficPolicy, TrafficPolicy } from '../../imports/networking.istio.io';
import type { FieldPath } from '../model/finding';
import type { Place } from '../world/entity';
import type { MergedDestinationRule, Sourced } from './destination-rules';

type Field = Exclude<keyof TrafficPolicy, 'portLevelSettings'>;

/** The fields that the settings of a port replace, absent ones included. */
const OF_PORTS = ['connectionPool', 'loadBalancer', 'outlierDetection', 'tls'] as const;
const OTHERS = ['tunnel', 'proxyProtocol', 'retryBudget'] as const;

/** What holds for calls to a port of a service, or to a subset of it: each field with the place that gives it. */
export type EffectivePolicy = {
  readonly [K in Field]?: Sourced<NonNullable<TrafficPolicy[K]>>;
} & {
  /** The rule that it is taken from; undefined when there is none. */
  readonly rule?: MergedDestinationRule;
};

/**
 * The policy of a rule for a port: settings of a port replace those of the whole, they do not add to them; a subset's
 * replace field by field.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy-PortTrafficPolicy
 */
export function effectivePolicy(
  rule: MergedDestinationRule | undefined,
  port: number,
  subset?: string,
): EffectivePolicy {
  if (rule === undefined) return {};
  const base = ofPort(rule.trafficPolicy, port);
  const found = subset === undefined ? undefined : rule.subsets.get(subset);
  const own =
    found?.value.trafficPolicy === undefined
      ? undefined
      : ofPort({ value: found.value.trafficPolicy, place: within(found.place, ['trafficPolicy']) }, port);
  if (own === undefined) return { ...base?.fields, rule };
  if (base === undefined) return { ...own.fields, rule };
  const kept = own.isOfPort ? omit(base.fields, OF_PORTS) : base.fields;
  return { ...kept, ...own.fields, rule };
}

interface PortPolicy {
  readonly fields: Omit<EffectivePolicy, 'rule'>;
  readonly isOfPort: boolean;
}

function ofPort(policy: Sourced<TrafficPolicy> | undefined, port: number): PortPolicy | undefined {
  if (policy === undefined) return undefined;
  const { value, place } = policy;
  const settings = value.portLevelSettings ?? [];
  const index = settings.findIndex((each) => each.port?.number === port);
  const own = settings[index];
  if (own === undefined) return { fields: fieldsOf(value, place, [...OF_PORTS, ...OTHERS]), isOfPort: false };
  return { fields: fieldsOf(own, within(place, ['portLevelSettings', index]), OF_PORTS), isOfPort: true };
}

function fieldsOf(
  policy: TrafficPolicy | PortTrafficPolicy,
  place: Place,
  names: readonly Field[],
): Omit<EffectivePolicy, 'rule'> {
  const fields: Partial<Record<Field, Sourced<unknown>>> = {};
  for (const name of names) {
    const value = (policy as TrafficPolicy)[name];
    if (value !== undefined) fields[name] = { value, place: within(place, [name]) };
  }
  return fields as Omit<EffectivePolicy, 'rule'>;
}

function omit(fields: Omit<EffectivePolicy, 'rule'>, names: readonly Field[]): Omit<EffectivePolicy, 'rule'> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name as Field)));
}

function within({ entity, path }: Place, more: FieldPath): Place {
  return { entity, path: [...path, ...more] };
}
