import { describe, expect, test } from '@jest/globals';
import { PROFILES, type Profile } from './lib/charts/settings';
import { App } from './lib/core/app';
import { lab } from './main';

function render(profile: Profile): ReadonlyMap<string, string> {
  const app = new App();
  lab(app, PROFILES[profile]);
  return app.render();
}

describe('the lab', () => {
  test.each([...render('lab')])('%s', (_file, yaml) => {
    expect(yaml).toMatchSnapshot();
  });

  test('GIVEN the profile cloud THEN load balancers take the place of node ports', () => {
    const files = [...render('cloud')];
    const text = files.map(([, yaml]) => yaml).join('---\n');
    expect(files.map(([file]) => file)).toEqual([...render('lab').keys()]);
    expect(text).toContain('type: LoadBalancer');
    expect(text).not.toContain('nodePort:');
  });
});
