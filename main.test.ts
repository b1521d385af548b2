import { describe, expect, test } from '@jest/globals';
import { App } from './lib/core/app';
import { lab } from './main';

const app = new App();
lab(app);

describe('the lab', () => {
  test.each([...app.render()])('%s', (_file, yaml) => {
    expect(yaml).toMatchSnapshot();
  });
});
