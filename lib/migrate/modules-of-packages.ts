type Module = Readonly<Record<string, unknown>>;

/**
 * What generated code imports, from the packages that this process has: so that classes are the same for all who look at
 * their instances. Loaded late, as each takes its time.
 */
const MODULES: Readonly<Record<string, () => Module>> = {
  cdk8s: () => require('cdk8s'),
  'cdk8s-plus-27': () => require('cdk8s-plus-27'),
  constructs: () => require('constructs'),
  meshwright: () => require('../index'),
  'meshwright/chaosblade': () => require('../chaosblade'),
  'meshwright/flagger': () => require('../flagger'),
  'meshwright/istio': () => require('../istio'),
  'meshwright/kubernetes': () => require('../kubernetes'),
  'meshwright/microservice': () => require('../microservice'),
  'meshwright/imports/chaosblade.io': () => require('../../imports/chaosblade.io'),
  'meshwright/imports/extensions.istio.io': () => require('../../imports/extensions.istio.io'),
  'meshwright/imports/flagger.app': () => require('../../imports/flagger.app'),
  'meshwright/imports/gateway.networking.k8s.io': () => require('../../imports/gateway.networking.k8s.io'),
  'meshwright/imports/networking.istio.io': () => require('../../imports/networking.istio.io'),
  'meshwright/imports/security.istio.io': () => require('../../imports/security.istio.io'),
  'meshwright/imports/telemetry.istio.io': () => require('../../imports/telemetry.istio.io'),
};

/** Whether generated code can import a module from a package. */
export function isOfPackage(module: string): boolean {
  return module in MODULES;
}

/** What a module of a package exports. */
export function loadModule(module: string): Module {
  const load = MODULES[module];
  if (load === undefined) throw new Error(`no module ${module}`);
  return load();
}
