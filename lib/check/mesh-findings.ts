import { type Analysis, analyse } from '../analysis/analyse';
import type { Mesh } from '../mesh/mesh';
import { RULES_BY_JUDGE } from './rules';

/** What is wrong between the objects of a mesh, whatever `meshwright.yaml` suppresses. */
export function meshFindings(mesh: Mesh): Analysis {
  return analyse(mesh, RULES_BY_JUDGE.analysis);
}
