// Every entry of the package, so that all its types are read.
import * as library from 'meshwright';
import * as argocd from 'meshwright/argocd';
import * as chaosblade from 'meshwright/chaosblade';
import * as flagger from 'meshwright/flagger';
import * as gatewayApi from 'meshwright/gateway-api';
import * as chaosbladeImports from 'meshwright/imports/chaosblade.io';
import * as extensionsImports from 'meshwright/imports/extensions.istio.io';
import * as flaggerImports from 'meshwright/imports/flagger.app';
import * as gatewayApiImports from 'meshwright/imports/gateway.networking.k8s.io';
import * as networkingImports from 'meshwright/imports/networking.istio.io';
import * as securityImports from 'meshwright/imports/security.istio.io';
import * as telemetryImports from 'meshwright/imports/telemetry.istio.io';
import * as istio from 'meshwright/istio';
import * as kubernetes from 'meshwright/kubernetes';
import * as microservice from 'meshwright/microservice';
import * as observability from 'meshwright/observability';
import * as testing from 'meshwright/testing';

const rooms = [
  library,
  argocd,
  chaosblade,
  flagger,
  gatewayApi,
  istio,
  kubernetes,
  microservice,
  observability,
  testing,
];
const imports = [
  chaosbladeImports,
  extensionsImports,
  flaggerImports,
  gatewayApiImports,
  networkingImports,
  securityImports,
  telemetryImports,
];

// What is wrong must not compile, or nothing of this means anything.
// @ts-expect-error
library.Port.http('80');
// @ts-expect-error
new networkingImports.VirtualService(undefined, 'x', { spec: { hosts: 'x' } });

export const all: readonly object[] = [...rooms, ...imports];
