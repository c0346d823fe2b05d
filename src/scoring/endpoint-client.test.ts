import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { toFailure } from '../core/failure.ts';
import { createEndpointClient, parseEndpointUrl, type EndpointClient } from './endpoint-client.ts';

/** Faults that a sound server cannot be made to show, from a server that has nothing else. */
type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** Answers the n-th request with the n-th answer, later ones with the last. */
async function serve(
  ...answers: readonly Answer[]
): Promise<{ readonly url: string; readonly seen: IncomingMessage[] }> {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    request.resume().on('end', () => (answers[seen.length - 1] ?? answers.at(-1))?.(response, request));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}`, seen };
}

const ok: Answer = (response) => response.end('{"fine": true}');
const status =
  (code: number, body: object, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(code, headers).end(JSON.stringify(body));

function clientOf(url: string, more: { apiKey?: string; timeoutMs?: number } = {}): EndpointClient {
  const retry = { attemptCount: 3, firstDelayMs: 1, maxDelayMs: 4 };
  return createEndpointClient({ url, apiKey: more.apiKey, timeoutMs: more.timeoutMs ?? 5000, retry, random: () => 0 });
}

const ask = (client: EndpointClient): Promise<unknown> => client.request('/completions', { body: { prompt: 'x' } });
const failureOf = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => undefined, toFailure);

describe('requests to an endpoint', () => {
  test('are made again after 429, 503 and a torn body, and then succeed', async () => {
    const torn: Answer = (response) => response.end('{"choices": [{"logpr');
    const { url, seen } = await serve(status(429, {}, { 'retry-after': '0' }), torn, ok);
    expect(await ask(clientOf(url))).toEqual({ kind: 'ok', body: { fine: true } });
    expect(seen.map((request) => `${request.method} ${request.url}`)).toEqual(Array(3).fill('POST /v1/completions'));
  });

  test('wait as long as the server asks', async () => {
    const { url, seen } = await serve(status(429, {}, { 'retry-after': '30' }), ok);
    const begin = setTimeout;
    let waitedMs = 0;
    // Half a minute of it passes at once; the time limits of the connections stay.
    vi.stubGlobal('setTimeout', (then: (...args: unknown[]) => void, ms: number, ...args: unknown[]) => {
      if (ms === 30_000) waitedMs += ms;
      return begin(then, ms === 30_000 ? 0 : ms, ...args);
    });
    await ask(clientOf(url));
    vi.unstubAllGlobals();
    expect(waitedMs).toBe(30_000);
    expect(seen.length).toBe(2);
  });

  test('are made again when the connection breaks', async () => {
    const { url, seen } = await serve((response) => response.destroy(), ok);
    expect(await ask(clientOf(url))).toMatchObject({ kind: 'ok' });
    expect(seen.length).toBe(2);
  });

  test('end with what the server said last', async () => {
    const { url, seen } = await serve(status(500, { error: { message: 'CUDA out of memory' } }));
    expect(await failureOf(ask(clientOf(url)))).toEqual({
      code: 'endpoint-failed',
      host: new URL(url).host,
      detail: 'HTTP 500: CUDA out of memory (3 attempts)',
    });
    expect(seen.length).toBe(3);
  });

  test('are not repeated when the server refuses them', async () => {
    const { url, seen } = await serve(status(400, { detail: 'no such field' }));
    expect(await ask(clientOf(url))).toEqual({ kind: 'refused', status: 400, message: 'no such field' });
    expect(seen.length).toBe(1);
  });

  test('end when no answer comes in time', async () => {
    const { url } = await serve(() => undefined);
    expect(await failureOf(ask(clientOf(url, { timeoutMs: 30 })))).toMatchObject({
      code: 'endpoint-failed',
      detail: 'no answer within 0.03 s (3 attempts)',
    });
  });

  test('stop at the signal, between attempts too', async () => {
    const controller = new AbortController();
    const { url } = await serve((response) => {
      response.writeHead(429, { 'retry-after': '100' }).end();
      setImmediate(() => controller.abort());
    });
    const asked = clientOf(url).request('/models', { signal: controller.signal });
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('carry the key, and no message does', async () => {
    const { url, seen } = await serve(status(401, { error: { message: 'Incorrect API key provided: sk-secret.' } }));
    const reply = await ask(clientOf(url, { apiKey: 'sk-secret' }));
    expect(seen[0]?.headers.authorization).toBe('Bearer sk-secret');
    expect(reply).toMatchObject({ kind: 'refused', message: 'Incorrect API key provided: [key].' });
  });

  test('do not follow to another address', async () => {
    const { url, seen } = await serve(status(307, {}, { location: 'http://127.0.0.1:9/' }));
    expect(await ask(clientOf(url))).toMatchObject({ kind: 'refused', status: 307 });
    expect(seen.length).toBe(1);
  });
});

test('addresses get /v1 where they have no path', () => {
  expect(parseEndpointUrl('http://localhost:8000')?.href).toBe('http://localhost:8000/v1');
  expect(parseEndpointUrl('https://host/api/v1/')?.href).toBe('https://host/api/v1');
  for (const url of ['host:8000', 'ftp://host', 'http://ada:secret@host', ''])
    expect(parseEndpointUrl(url)).toBeUndefined();
});
