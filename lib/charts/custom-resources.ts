import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import * as chaosblade from '../../imports/chaosblade.io.schema.json';
import * as flagger from '../../imports/flagger.app.schema.json';
import { CustomResourceDefinitions } from '../kubernetes';

/** The kinds of Flagger and ChaosBlade. Those of Istio come with its installation. */
export class CustomResourcesChart extends Chart {
  constructor(scope: Construct, id: string, { namespaces }: { readonly namespaces: Chart }) {
    super(scope, id);
    this.addDependency(namespaces);
    new CustomResourceDefinitions(this, 'flagger', { imported: flagger });
    new CustomResourceDefinitions(this, 'chaosblade', { imported: chaosblade });
  }
}
