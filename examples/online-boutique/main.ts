import { App } from 'meshwright';
import { boutique } from './boutique';
import { TARGETS } from './targets';

App.runTargets(TARGETS, boutique);
