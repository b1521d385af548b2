import { type Forecast, forecast } from '../forecast/forecast';
import type { SaidCall } from '../forecast/known-calls';
import { Mesh } from '../mesh/mesh';
import type { MeshSettings } from '../mesh/mesh-config';
import { CHAOS_BLADE } from '../world/kinds';
import type { World } from '../world/world';
import { type OnTop, overlayOf } from './given';

/** What experiments will show, for `expect(…)`. */
export interface TestedForecast {
  readonly forecasts: readonly Forecast[];
}

/**
 * The forecast of all experiments of what is put on top.
 *
 * @throws Error when there is no experiment in it
 */
export function forecastOf(
  world: World,
  settings: MeshSettings,
  experiment: OnTop,
  calls: (mesh: Mesh) => readonly SaidCall[],
): TestedForecast {
  const judged = overlayOf(experiment);
  const manifests = new Set(judged.map(({ manifest }) => manifest));
  const attacked = world.with(judged);
  const mesh = Mesh.of(attacked, settings);
  const forecasts = attacked
    .all(CHAOS_BLADE)
    .filter(({ manifest }) => manifests.has(manifest))
    .flatMap((entity) => forecast(mesh, entity, calls(mesh)));
  if (forecasts.length === 0) throw new Error('forecast: there is no experiment in what is given');
  return { forecasts };
}
