import { App } from 'meshwright';
import { Boutique, namespaces } from './boutique';
import { TARGETS } from './targets';

App.runTargets(TARGETS, (app, settings) => {
  namespaces(app);
  new Boutique(app, 'boutique', settings);
});
