import { checkDuration } from '../durations';
import type { Field } from '../field';
import { checkPercent } from '../percentages';
import type { Report } from '../report';

/** @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#OutlierDetection */
export function checkOutlierDetection(detection: Field, report: Report): void {
  if (!detection.present) return;
  checkDuration(detection.get('baseEjectionTime'), report);
  checkDuration(detection.get('interval'), report);
  const errors = detection.get('consecutiveErrors');
  if (errors.number !== 0) {
    const fix = `write consecutive5xxErrors or consecutiveGatewayErrors: ${errors.number}`;
    report.warn(errors, 'consecutiveErrors is deprecated', fix);
  }
  const failures = detection.get('consecutiveLocalOriginFailures');
  if (failures.number > 0 && !detection.get('splitExternalLocalOriginErrors').flag) {
    const what = 'failures of this side are only counted apart with splitExternalLocalOriginErrors';
    report.refuse(failures, what, 'write splitExternalLocalOriginErrors: true, or remove this');
  }
  checkPercent(detection.get('maxEjectionPercent'), report);
  checkPercent(detection.get('minHealthPercent'), report);
}
