import { quote } from '../../kube/go';
import { checkDuration } from '../durations';
import type { Field } from '../field';
import { checkShare } from '../percentages';
import type { Report } from '../report';
import { checkStatus } from './http-status';

/** @see https://grpc.github.io/grpc/core/md_doc_statuscodes.html */
const GRPC = [
  ...['OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND', 'ALREADY_EXISTS'],
  ...['PERMISSION_DENIED', 'RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION', 'ABORTED', 'OUT_OF_RANGE', 'UNIMPLEMENTED'],
  ...['INTERNAL', 'UNAVAILABLE', 'DATA_LOSS', 'UNAUTHENTICATED'],
];

/** @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPFaultInjection */
export function checkFault(fault: Field, report: Report): void {
  if (!fault.hasAny('abort', 'delay')) report.refuse(fault, 'the fault does nothing', 'write delay or abort');
  fault.check('abort', checkAbort, report);
  fault.check('delay', checkDelay, report);
}

function checkAbort(abort: Field, report: Report): void {
  checkShare(abort.get('percentage'), report);
  const status = abort.get('httpStatus');
  const grpc = abort.get('grpcStatus');
  const http2 = abort.get('http2Error');
  if (status.present) checkStatus(status, report);
  else if (grpc.present) {
    if (GRPC.includes(grpc.text)) return;
    report.refuse(grpc, `${quote(grpc.text)} is not a status of gRPC`, `write one of ${GRPC.join(', ')}`);
  } else if (http2.present) {
    report.refuse(http2, 'errors of HTTP/2 cannot be injected', 'write httpStatus or grpcStatus');
  } else report.warn(abort, 'the abort says no status, so it does nothing', 'write httpStatus or grpcStatus');
}

function checkDelay(delay: Field, report: Report): void {
  checkShare(delay.get('percentage'), report);
  checkDuration(delay.get('fixedDelay'), report);
  const exponential = delay.get('exponentialDelay');
  checkDuration(exponential, report);
  if (exponential.present) report.refuse(exponential, 'only fixed delays can be injected', 'write fixedDelay');
}
