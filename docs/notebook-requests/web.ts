import { expect } from '@jest/globals';
import { type Rows, scenarios, steady, web } from './lab';

export const WEB: Rows = {
  '4 A pod that opts out': () => {
    const request = steady.from('default/sleep-without-sidecar').get('http://web-svc:8080/');
    expect(request).toSplit([
      ['default/tomcat', 50],
      ['default/httpd', 50],
    ]);
    expect(request).toUseTls('plaintext');
  },
  '7.1 Weighted routing: 80 % Tomcat, 20 % httpd': () => {
    expect(web(steady)).toSplit([
      ['default/tomcat', 80],
      ['default/httpd', 20],
    ]);
    expect(web(steady.without('VirtualService default/web-svc-vs'))).toSplit([
      ['default/tomcat', 50],
      ['default/httpd', 50],
    ]);
  },
  '7.2 Conditional routing: `end-user: zyx` to Tomcat': () => {
    const mesh = scenarios('web/conditional-route');
    expect(web(mesh)).toReach('default/httpd');
    expect(web(mesh, { headers: { 'end-user': 'zyx' } })).toReach('default/tomcat');
    expect(mesh).toBeCovered();
  },
  '9.2 A page that is gone': () =>
    expect(web(scenarios('chaos/httpd-file-delete'))).toSplit([
      ['default/tomcat', 80],
      ['default/httpd', 20],
    ]),
};
