import { checkDuration } from '../durations';
import { once } from '../once';
import { checkPercent } from '../percentages';

/** @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#OutlierDetection */
export const checkOutlierDetection = once((detection, report) => {
  detection.check('baseEjectionTime', checkDuration, report);
  detection.check('interval', checkDuration, report);
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
  detection.check('maxEjectionPercent', checkPercent, report);
  detection.check('minHealthPercent', checkPercent, report);
});
