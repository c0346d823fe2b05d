import { FailureError, toFailure, type Failure } from '../core/failure.ts';

/** Names what ONNX Runtime threw: it gives texts, not codes. Anything not recognised stays as it is. */
export function toRuntimeFailure(thrown: unknown): Failure {
  if (thrown instanceof FailureError) return thrown.failure;
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  if (/device.{0,20}lost|lost.{0,20}device/i.test(detail)) return { code: 'device-lost', detail };
  if (thrown instanceof RangeError || /out of memory|bad_alloc|allocat|memory access out of bounds/i.test(detail)) {
    return { code: 'out-of-memory', detail };
  }
  if (/no available backend|failed to get gpu adapter/i.test(detail)) return { code: 'no-backend', detail };
  return toFailure(thrown);
}
