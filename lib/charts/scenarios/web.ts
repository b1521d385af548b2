import type { Construct } from 'constructs';
import { Scenario } from '../../core/scenario';
import { HttpAction, HttpMatch, StringMatch, VirtualService } from '../../istio';
import type { WebChart } from '../web';

/** Other routes for the web service. */
export function webScenarios(scope: Construct, web: WebChart): void {
  const conditional = new Scenario(scope, 'conditional-route', {
    folder: 'web',
    title: 'Requests with the header "end-user: zyx" go to Tomcat, all others to httpd.',
    namespace: web.namespace,
  });
  new VirtualService(conditional, web.routeName, {
    hosts: [web.web],
    rules: [{ match: [HttpMatch.header('end-user', StringMatch.exact('zyx'))], action: HttpAction.to(web.tomcat) }],
    otherwise: HttpAction.to(web.httpd),
  });
}
