import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { missingPackage } from './missing-package';

/** What Node.js says where a package is not there. */
function thrown(name: string): unknown {
  try {
    createRequire(join(tmpdir(), 'nowhere.js'))(name);
  } catch (error) {
    return error;
  }
  throw new Error(`${name} is there`);
}

test('GIVEN a package of constructs that is not there THEN one line says what to install', () => {
  const install = 'npm install cdk8s cdk8s-plus-27 constructs';
  expect(missingPackage(thrown('cdk8s-plus-27'))).toEqual(
    `this needs cdk8s-plus-27, which is not installed: ${install}`,
  );
  expect(missingPackage(thrown('constructs'))).toContain(install);
});

test('GIVEN another error THEN nothing is said of it', () => {
  expect(missingPackage(thrown('./nothing'))).toBeUndefined();
  expect(missingPackage(new Error("Cannot find module 'cdk8s'"))).toBeUndefined();
  expect(missingPackage('cdk8s')).toBeUndefined();
});
