import { expect } from '@jest/globals';
import { outside } from 'meshwright/jest';
import {
  atGateway,
  bookinfo,
  byChance,
  details,
  JASON,
  policyOf,
  type Rows,
  ratings,
  reviews,
  SECONDS,
  scenarios,
  steady,
} from './lab';

export const BOOKINFO: Rows = {
  '2 All requests to version 1': () => {
    const mesh = bookinfo('virtual-service-all-v1');
    expect(reviews(mesh)).toReach('default/reviews-v1');
    expect(reviews(mesh, JASON)).toReach('default/reviews-v1');
  },
  '2 reviews: half v1, half v3': () =>
    expect(reviews(bookinfo('virtual-service-reviews-50-v3'))).toSplit([
      ['default/reviews-v1', 50],
      ['default/reviews-v3', 50],
    ]),
  '2 reviews: 80 % v1, 20 % v2': () =>
    expect(reviews(bookinfo('virtual-service-reviews-80-20'))).toSplit([
      ['default/reviews-v1', 80],
      ['default/reviews-v2', 20],
    ]),
  '2 reviews: 90 % v1, 10 % v2': () =>
    expect(reviews(bookinfo('virtual-service-reviews-90-10'))).toSplit([
      ['default/reviews-v1', 90],
      ['default/reviews-v2', 10],
    ]),
  '2 reviews: half v2, half v3': () =>
    expect(reviews(bookinfo('virtual-service-reviews-v2-v3'))).toSplit([
      ['default/reviews-v2', 50],
      ['default/reviews-v3', 50],
    ]),
  '2 reviews: all v3': () => expect(reviews(bookinfo('virtual-service-reviews-v3'))).toReach('default/reviews-v3'),
  '2 reviews: jason v2, others v3': () => {
    const mesh = bookinfo('virtual-service-reviews-jason-v2-v3');
    expect(reviews(mesh)).toReach('default/reviews-v3');
    expect(reviews(mesh, JASON)).toReach('default/reviews-v2');
  },
  '2 reviews: jason v2, others v1': () => {
    const mesh = bookinfo('virtual-service-reviews-test-v2');
    expect(reviews(mesh)).toReach('default/reviews-v1');
    expect(reviews(mesh, JASON)).toReach('default/reviews-v2');
    expect(reviews(mesh, { headers: { 'end-user': 'Jason' } })).toReach('default/reviews-v1');
  },
  '2 reviews: a pod at random': () => {
    const mesh = bookinfo('destination-rule-reviews');
    byChance(reviews(mesh));
    expect(policyOf(reviews(mesh))).toEqual({ loadBalancer: { simple: 'RANDOM' } });
  },
  '2 details v2 deployed, without a route to it': () =>
    expect(details(bookinfo('bookinfo-details-v2'))).toReach('default/details-v1'),
  '2 Egress to Google APIs, TLS begun by the sidecar': () => {
    const client = bookinfo('egress-rule-google-apis').from('default/sleep');
    const plain = client.get('http://www.googleapis.com/books/v1/volumes?q=isbn:0486424618');
    expect(plain).toReach('www.googleapis.com:443');
    expect(plain).toUseTls('simple');
    // TLS around TLS: nobody there understands it.
    const twice = client.get('https://www.googleapis.com/');
    expect(twice).toReach('www.googleapis.com:443');
    expect(twice).toUseTls('simple');
  },
  '2 details v2, which asks Google for the book': () => {
    const mesh = scenarios('bookinfo/egress-rule-google-apis', 'bookinfo/virtual-service-details-v2');
    expect(details(mesh)).toReach('default/details-v2');
    expect(mesh.from('default/details-v2').get('http://www.googleapis.com/')).toReach('www.googleapis.com:443');
  },
  '2 ratings v2 with MongoDB, without a route to it': () =>
    expect(ratings(bookinfo('bookinfo-ratings-v2'))).toReach('default/ratings-v1'),
  '2 ratings from MongoDB': () => {
    const mesh = bookinfo('virtual-service-ratings-db');
    expect(reviews(mesh)).toReach('default/reviews-v3');
    expect(ratings(mesh)).toReach('default/ratings-v2');
    expect(mesh.from('default/ratings-v2').tcp('mongodb:27017')).toReach('default/mongodb-v1');
  },
  '2 ratings v2 with MySQL, without a route to it': () =>
    expect(ratings(bookinfo('bookinfo-ratings-v2-mysql'))).toReach('default/ratings-v1'),
  '2 ratings from MySQL': () => {
    const mesh = bookinfo('virtual-service-ratings-mysql');
    expect(reviews(mesh)).toReach('default/reviews-v3');
    expect(ratings(mesh)).toReach('default/ratings-v2-mysql');
    expect(mesh.from('default/ratings-v2-mysql').tcp('mysqldb:3306')).toReach('default/mysqldb-v1');
  },
  '2 ratings from a MySQL on a virtual machine': () => {
    const mesh = bookinfo('virtual-service-ratings-mysql-vm');
    expect(reviews(mesh)).toReach('default/reviews-v3');
    expect(ratings(mesh)).toReach('default/ratings-v2-mysql-vm');
  },
  '2 A Service for each version (Gateway API)': () =>
    expect(bookinfo('bookinfo-versions').from('default/sleep').get('http://reviews-v3:9080/reviews/0')).toReach(
      'default/reviews-v3',
    ),
  '2 Challenges of ACME through the gateway': () => {
    const mesh = bookinfo('certmanager-gateway');
    const path = '/.well-known/acme-challenge/lab-challenge';
    expect(atGateway(mesh, 'shop.example.com', path)).toReach('istio-system/cert-manager-resolver-v1');
    expect(atGateway(mesh, 'shop.example.com', '/')).toReach('weather/frontend-v1');
    expect(atGateway(mesh, 'bookinfo.example.com', path)).toBeAnswered(404);
  },
  '2.1–2.4 Bookinfo, with sidecars': () => {
    expect(steady.from('default/sleep').get('http://productpage:9080/productpage')).toReach('default/productpage-v1');
    expect(details(steady)).toReach('default/details-v1');
    byChance(reviews(steady));
    expect(ratings(steady)).toReach('default/ratings-v1');
  },
  '2.8 Bookinfo through the gateway, by its host name': () => {
    for (const path of ['/productpage', '/api/v1/products/0', '/static/a.css', '/login', '/logout']) {
      expect(atGateway(steady, 'bookinfo.example.com', path)).toReach('default/productpage-v1');
    }
    expect(atGateway(steady, 'bookinfo.example.com', '/')).toBeAnswered(404, 'NR');
    expect(atGateway(steady, 'whatever.example.org', '/')).toReach('weather/frontend-v1');
    const gone = steady.without('Gateway default/bookinfo-gateway', 'VirtualService default/bookinfo');
    expect(atGateway(gone, 'bookinfo.example.com', '/productpage')).toReach('weather/frontend-v1');
  },
  '2.9 Bookinfo in a browser, for every host name': () => {
    const mesh = bookinfo('bookinfo-gateway');
    expect(atGateway(mesh, 'any.example.org', '/productpage')).toReach('default/productpage-v1');
    byChance(reviews(mesh));
  },
  '2.9 Product page on a port of every node, without the gateway': () =>
    expect(bookinfo('productpage-nodeport').from(outside).get('http://productpage.default:9080/productpage')).toReach(
      'default/productpage-v1',
    ),
  '2.10 Default destination rules with mutual TLS': () => {
    const mesh = bookinfo('destination-rule-all-mtls');
    byChance(reviews(mesh));
    for (const request of [reviews(mesh), details(mesh), ratings(mesh)]) {
      expect(request).toUseTls('istio-mutual');
      expect(policyOf(request)).toEqual({ tls: { mode: 'ISTIO_MUTUAL' } });
    }
  },
  '9.3 Fault: 7 s delay for jason on ratings': () => {
    const mesh = scenarios('bookinfo/virtual-service-reviews-test-v2', 'bookinfo/virtual-service-ratings-test-delay');
    expect(reviews(mesh, JASON)).toReach('default/reviews-v2');
    expect(ratings(mesh, JASON)).toBeDelayed(SECONDS(7));
    expect(ratings(mesh)).not.toBeDelayed(SECONDS(7));
  },
  '9.3 Fault: abort for jason on ratings': () => {
    const mesh = scenarios('bookinfo/virtual-service-reviews-test-v2', 'bookinfo/virtual-service-ratings-test-abort');
    expect(reviews(mesh, JASON)).toReach('default/reviews-v2');
    expect(ratings(mesh, JASON)).toBeAnswered(500, 'FI');
    expect(ratings(mesh)).toReach('default/ratings-v1');
  },
  '9.3 Fault: abort of all requests to details': () => {
    const mesh = bookinfo('fault-injection-details-v1');
    expect(details(mesh)).toBeAnswered(555, 'FI');
    expect(details(mesh, 'default/sleep')).toBeAnswered(555, 'FI');
  },
};
