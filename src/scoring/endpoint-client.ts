import { FailureError } from '../core/failure.ts';
import { isJsonObject, parseJson, type JsonObject } from '../core/formats/json/json-value.ts';
import { isRetriableStatus, parseRetryAfter, retryDelayMs, type RetryPolicy } from './endpoint-retry.ts';

export interface EndpointClientOptions {
  /** `http(s)://host[:port][/path]`; `/v1` is added where there is no path. */
  readonly url: string;
  /** Sent as a bearer token; never part of a message. */
  readonly apiKey: string | undefined;
  /** One attempt may take so long. */
  readonly timeoutMs: number;
  readonly retry: RetryPolicy;
  /** Numbers in [0, 1) for the jitter. */
  readonly random: () => number;
}

export type EndpointReply =
  | { readonly kind: 'ok'; readonly body: JsonObject }
  /** The server said no, and would say so again. */
  | { readonly kind: 'refused'; readonly status: number; readonly message: string };

/** Talks JSON to one server, with retries. */
export interface EndpointClient {
  readonly host: string;
  /**
   * @param path such as `/completions`; a body makes it a POST.
   * @throws FailureError `endpoint-failed` when the last attempt failed too; DOMException when `signal` fires.
   */
  request(path: string, options: EndpointRequest): Promise<EndpointReply>;
}

export interface EndpointRequest {
  readonly body?: JsonObject;
  readonly signal?: AbortSignal | undefined;
  /** Overrides the policy's. */
  readonly attemptCount?: number;
}

type Attempt =
  | { readonly kind: 'reply'; readonly reply: EndpointReply }
  | { readonly kind: 'again'; readonly detail: string; readonly retryAfterMs: number | undefined };

/** Longest excerpt of a server's message that goes into ours. */
const MAX_MESSAGE_LENGTH = 400;

/** Undefined where `url` is no usable address of a server: not http(s), or with a name and password in it. */
export function parseEndpointUrl(url: string): URL | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !['http:', 'https:'].includes(parsed.protocol)) return undefined;
  if (parsed.username !== '' || parsed.password !== '') return undefined;
  parsed.search = '';
  parsed.hash = '';
  parsed.pathname = parsed.pathname === '/' ? '/v1' : withoutEndSlashes(parsed.pathname);
  return parsed;
}

function withoutEndSlashes(path: string): string {
  let end = path.length;
  while (path[end - 1] === '/') end -= 1;
  return path.slice(0, end);
}

/** @throws Error where `url` is none that `parseEndpointUrl` takes. */
export function createEndpointClient(options: EndpointClientOptions): EndpointClient {
  const base = parseEndpointUrl(options.url);
  if (base === undefined) throw new Error('the caller checks the address first');
  const { host } = base;

  async function request(path: string, { body, signal, attemptCount }: EndpointRequest): Promise<EndpointReply> {
    const limit = attemptCount ?? options.retry.attemptCount;
    for (let failedCount = 1; ; failedCount += 1) {
      const attempt = await tryOnce(`${base?.href ?? ''}${path}`, { body, signal });
      if (attempt.kind === 'reply') return attempt.reply;
      if (failedCount >= limit) {
        const times = limit === 1 ? '1 attempt' : `${limit} attempts`;
        throw new FailureError({ code: 'endpoint-failed', host, detail: `${attempt.detail} (${times})` });
      }
      const { retryAfterMs } = attempt;
      await pause(retryDelayMs(options.retry, failedCount, { random: options.random(), retryAfterMs }), signal);
    }
  }

  async function tryOnce(
    url: string,
    { body, signal }: { body: JsonObject | undefined; signal: AbortSignal | undefined },
  ): Promise<Attempt> {
    const timeout = AbortSignal.timeout(options.timeoutMs);
    try {
      const response = await fetch(url, {
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(options.apiKey === undefined ? {} : { authorization: `Bearer ${options.apiKey}` }),
        },
        // Texts go to the server that the person named and to no other.
        redirect: 'manual',
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      });
      return readResponse(response, await response.text());
    } catch (error) {
      signal?.throwIfAborted();
      const detail = timeout.aborted
        ? `no answer within ${options.timeoutMs / 1000} s`
        : `the connection failed: ${causeOf(error)}`;
      return { kind: 'again', detail, retryAfterMs: undefined };
    }
  }

  function readResponse(response: Response, text: string): Attempt {
    const { status } = response;
    if (status >= 200 && status < 300) {
      const parsed = parseJson(text);
      if (parsed.kind === 'value' && isJsonObject(parsed.value)) {
        return { kind: 'reply', reply: { kind: 'ok', body: parsed.value } };
      }
      return { kind: 'again', detail: 'the answer was cut off or is no JSON object', retryAfterMs: undefined };
    }
    if (status >= 300 && status < 400) {
      const message = `it redirects to ${response.headers.get('location') ?? 'another address'}; name that one`;
      return { kind: 'reply', reply: { kind: 'refused', status, message } };
    }
    const message = redact(messageOf(text) || response.statusText);
    if (!isRetriableStatus(status)) return { kind: 'reply', reply: { kind: 'refused', status, message } };
    const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), Date.now());
    return { kind: 'again', detail: `HTTP ${status}: ${message}`, retryAfterMs };
  }

  function redact(message: string): string {
    const cut = message.length > MAX_MESSAGE_LENGTH ? `${message.slice(0, MAX_MESSAGE_LENGTH)}…` : message;
    // Some servers repeat the key that they do not know.
    return options.apiKey === undefined || options.apiKey === '' ? cut : cut.replaceAll(options.apiKey, '[key]');
  }

  return { host, request };
}

/** The message of an error body: OpenAI's `{error: {message}}`, FastAPI's `{detail}`, or the text itself. */
function messageOf(text: string): string {
  const parsed = parseJson(text);
  if (parsed.kind === 'not-json' || !isJsonObject(parsed.value)) return text.trim().replaceAll(/\s+/gu, ' ');
  const { error, message, detail } = parsed.value;
  const found = [isJsonObject(error) ? error['message'] : error, message, detail].find((part) => part !== undefined);
  if (found === undefined) return text;
  return typeof found === 'string' ? found : JSON.stringify(found);
}

/** `fetch` hides what happened ("ECONNREFUSED …") in the cause. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return cause.message === '' && 'code' in cause ? String(cause.code) : cause.message;
}

/** Resolves after `delayMs`; rejects at once when the signal fires. */
function pause(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, delayMs);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
