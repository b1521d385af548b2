export { checkAnnotations, checkDnsLabel, checkLabels, checkServiceName } from '../core/names';
