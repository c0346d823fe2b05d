/** How often and how patiently a request is repeated. */
export interface RetryPolicy {
  /** Attempts in all, the first one included. */
  readonly attemptCount: number;
  /** Upper end of the wait before the second attempt; it doubles with each further one. */
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
}

export const DEFAULT_RETRY_POLICY: RetryPolicy = { attemptCount: 8, firstDelayMs: 500, maxDelayMs: 30_000 };

/** A server may ask for more patience than we would have, but not for an unbounded one. */
const MAX_RETRY_AFTER_MS = 300_000;

/** Whether the same request may succeed later: a timeout, a full queue, a fault of the server or of a proxy. */
export function isRetriableStatus(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/**
 * Wait before the next attempt: exponential back-off with jitter over its upper half, so that requests that failed
 * together do not come back together; never less than the server asked for.
 *
 * @param failedCount attempts that failed so far, at least 1.
 */
export function retryDelayMs(
  policy: RetryPolicy,
  failedCount: number,
  draw: { readonly random: number; readonly retryAfterMs: number | undefined },
): number {
  const ceilingMs = Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** (failedCount - 1));
  const backOffMs = ceilingMs * (0.5 + 0.5 * draw.random);
  return Math.max(backOffMs, Math.min(draw.retryAfterMs ?? 0, MAX_RETRY_AFTER_MS));
}

/** `Retry-After` in ms: seconds or an HTTP date (RFC 9110, 10.2.3). Undefined where there is none or it is neither. */
export function parseRetryAfter(header: string | null, nowMs: number): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const atMs = Date.parse(header);
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}
