import { describe, expect, test } from '@jest/globals';
import { ApiObject, App, Chart } from 'cdk8s';
import '../jest';
import { failure } from './fixtures';

const RIGHT = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { a: 'b' } };
const WRONG = { ...RIGHT, data: { a: 1 } };
const UNKNOWN = { apiVersion: 'example.com/v1', kind: 'Gadget', metadata: { name: 'a' } };

describe('toBeAccepted', () => {
  test('accepts plain objects', () => {
    expect(RIGHT).toBeAccepted();
    expect([RIGHT, UNKNOWN]).toBeAccepted();
    expect(failure(() => expect([RIGHT]).not.toBeAccepted())).toEqual(
      'expected the API server to refuse something, but it would accept 1 object',
    );
  });

  test('takes a list as kubectl does: what is in it', () => {
    expect({ apiVersion: 'v1', kind: 'List', items: [RIGHT, RIGHT] }).toBeAccepted();
    expect({ apiVersion: 'v1', kind: 'List', items: [RIGHT, WRONG] }).not.toBeAccepted();
  });

  test('says what is wrong', () => {
    expect([RIGHT, WRONG]).not.toBeAccepted();
    expect(failure(() => expect([RIGHT, WRONG]).toBeAccepted())).toMatch(
      /^expected 2 objects to be accepted\n\n {2}ConfigMap a: data/,
    );
    expect(failure(() => expect([5]).toBeAccepted())).toEqual(
      'expected 1 object to be accepted\n\n  5 is not a Kubernetes object  SCHEMA_OBJECT\n    fix: an object needs apiVersion, kind and metadata.name',
    );
  });

  test('takes a chart or an app, and names the construct', () => {
    // GIVEN
    const app = new App();
    const chart = new Chart(app, 'chart', { namespace: 'web' });
    new ApiObject(chart, 'right', RIGHT);

    // THEN
    expect(chart).toBeAccepted();
    new ApiObject(chart, 'wrong', WRONG);
    expect(app).not.toBeAccepted();
    expect(failure(() => expect(chart).toBeAccepted())).toContain('\n    construct: chart/wrong');
  });

  test('does not validate the app, which is what synthesis does', () => {
    const chart = new Chart(new App(), 'chart');
    new ApiObject(chart, 'right', RIGHT);
    chart.node.addValidation({ validate: () => ['never'] });
    expect(chart).toBeAccepted();
  });

  test.each([[undefined], [5], ['text'], [[]], [new Chart(new App(), 'empty')]])(
    'refuses %p, which holds no object',
    (value) => {
      expect(failure(() => expect(value).toBeAccepted())).toContain('toBeAccepted: ');
      expect(failure(() => expect(value).not.toBeAccepted())).toContain('toBeAccepted: ');
    },
  );
});
