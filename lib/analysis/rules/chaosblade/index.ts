import type { Rule } from '../../rule';
import { action } from './action';
import { allPods } from './all-pods';
import { bothVersions } from './both-versions';
import { container } from './container';
import { containerNeeds } from './container-needs';
import { controlPorts } from './control-ports';
import { count } from './count';
import { disk } from './disk';
import { flag } from './flag';
import { flagValue } from './flag-value';
import { flagsTogether } from './flags-together';
import { groups } from './groups';
import { namespace } from './namespace';
import { noPods } from './no-pods';
import { node } from './node';
import { overlap } from './overlap';
import { podNames } from './pod-names';
import { podsRewritten } from './pods-rewritten';
import { process } from './process';
import { remotePort } from './remote-port';
import { selection } from './selection';
import { severalWorkloads } from './several-workloads';
import { timeout } from './timeout';

/** Rules about experiments: what ChaosBlade makes of them, and what they hit. */
export const CHAOSBLADE_RULES: readonly Rule[] = [
  // What is to happen.
  ...[action, flag, flagValue, flagsTogether, timeout],
  // To whom.
  ...[selection, namespace, count, groups, noPods, podNames, container, node],
  // What comes of it.
  ...[
    severalWorkloads,
    allPods,
    bothVersions,
    controlPorts,
    process,
    disk,
    podsRewritten,
    containerNeeds,
    overlap,
    remotePort,
  ],
];
