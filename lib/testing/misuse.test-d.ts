import { expect } from '@jest/globals';
import { App, Chart, Duration } from 'cdk8s';
import { meshFrom, meshOf, outside } from '../jest';
import { shop } from './fixtures';

// Never run: what must not compile does not.
const { client, reviews } = shop(new App());
const mesh = meshOf(new App());
const request = mesh.from(client).get('http://reviews:9080/');

// @ts-expect-error: a mesh of files is read by meshFrom
meshOf('dist');
// @ts-expect-error: an app has no files to read
meshFrom(new App());
// @ts-expect-error: it either fails or is ignored
meshOf(new App(), { unknown: true });
// @ts-expect-error: a workload is named with its namespace
mesh.from('client');
// @ts-expect-error: there is no version 3
mesh.from(reviews.version('v3'));
// @ts-expect-error: a number is nobody
mesh.from(5);
// @ts-expect-error: a URL has a scheme
mesh.from(outside).get('reviews:9080/');
// @ts-expect-error: and one that the method is of
mesh.from(outside).get('tcp://reviews:9080/');
// @ts-expect-error: a connection needs a port
mesh.from(client).tcp('database');
// @ts-expect-error: bytes have no headers
mesh.from(client).tcp('database:3306', { headers: { a: 'b' } });
// @ts-expect-error: values of headers are texts
mesh.from(client).get('http://reviews:9080/', { headers: { a: 1 } });
// @ts-expect-error: what TLS is begun is a word
mesh.from(client).get('https://reviews:9080/', { tls: 'simple' });

expect(request).toReach(reviews.version('v1'));
// @ts-expect-error: there is no version 3
expect(request).toReach(reviews.version('v3'));
// @ts-expect-error: a number is a status, which nobody reaches
expect(request).toReach(404);
// @ts-expect-error: it ends somewhere
expect(request).toReach();
// @ts-expect-error: a subset is of a host
expect(request).toReach({ subset: 'v1' });
// @ts-expect-error: a status is a number
expect(request).toBeAnswered('403');
// @ts-expect-error: a split has shares
expect(request).toSplit([]);
// @ts-expect-error: a share is in percent
expect(request).toSplit([[reviews.version('v1'), '80']]);
// @ts-expect-error: a share is of somebody
expect(request).toSplit([[80, reviews.version('v1')]]);
// @ts-expect-error: a location is a text, or an expression
expect(request).toRedirectTo(308);
// @ts-expect-error: a time has a unit
expect(request).toBeDelayed(2000);
expect(request).toBeDelayed(Duration.seconds(2));
// @ts-expect-error: a time has a unit
expect(request).toHaveTimeout(3);
// @ts-expect-error: none of the ways to connect
expect(request).toUseTls('mtls');
// @ts-expect-error: a request has no such part
expect(request).toArriveWith({ body: 'x' });
// @ts-expect-error: it is of the whole mesh
expect(mesh).toBeCovered(reviews);
expect(new Chart(new App(), 'chart')).toBeAccepted();
