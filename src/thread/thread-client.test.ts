import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'vite';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { toFailure } from '../core/failure.ts';
import { CounterService } from '../testing/thread/counter-service.ts';
import { serve, type ServeOptions } from './serve.ts';
import { ThreadClient, type ThreadEndpoint, type ThreadOptions } from './thread-client.ts';
import { handOver } from './transfer.ts';
import { Turns } from './turns.ts';

interface Thread {
  readonly counter: CounterService;
}

const OPTIONS: ThreadOptions = {
  name: 'the counter',
  broken: (detail) => ({ code: 'worker-crashed', detail }),
  restarts: true,
};

const closers: (() => void)[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const close of closers.splice(0)) close();
});

/** Objects on the other end of real channels; only the threads are missing. */
function start(options: Partial<ThreadOptions> = {}, how: ServeOptions = {}) {
  const threads: { readonly service: CounterService; readonly endpoint: ThreadEndpoint }[] = [];
  const client = new ThreadClient<Thread>(
    () => {
      const { port1, port2 } = new MessageChannel();
      closers.push(() => port1.close());
      const service = new CounterService();
      serve(port2, { counter: service }, how);
      threads.push({ service, endpoint: port1 });
      return port1;
    },
    { ...OPTIONS, ...options },
  );
  return { client, counter: client.remote.counter, threads };
}

async function failureOf(promise: Promise<unknown>) {
  return promise.then(() => undefined, toFailure);
}

describe('a call to an object in a thread', () => {
  it('is answered by what the method returns, at once or later', async () => {
    const { counter, threads } = start();
    expect(threads).toHaveLength(0);
    expect(await Promise.all([counter.add(1), counter.add(2), counter.addLater(3), counter.add(4)])).toEqual([
      1, 3, 10, 7,
    ]);
    expect(threads).toHaveLength(1);
  });

  it('fails with the code and the facts of what was thrown', async () => {
    const { counter } = start();
    const denied = { code: 'model-access-denied', url: 'https://example.org', status: 403 };
    expect(await failureOf(counter.refuse())).toEqual(denied);
    expect(await failureOf(counter.break())).toEqual({ code: 'unexpected', detail: 'TypeError: not like that' });
    const other = start({}, { toFailure: async () => ({ code: 'out-of-memory', detail: 'as told' }) });
    expect(await failureOf(other.counter.break())).toEqual({ code: 'out-of-memory', detail: 'as told' });
    const { client } = other;
    const unknown = await failureOf(client.call('counter', 'subtract', []));
    expect(unknown).toEqual({ code: 'out-of-memory', detail: 'as told' });
  });

  it('fails where something cannot be cloned, on the way there or back', async () => {
    const { counter, client } = start();
    expect(await failureOf(client.call('counter', 'add', [{ deep: { callback: () => 1 } }]))).toMatchObject({
      code: 'unexpected',
    });
    expect(await failureOf(counter.unclonable())).toMatchObject({ code: 'unexpected' });
    expect(await counter.add(1)).toBe(1);
  });

  it('has its callbacks called in order, and what they return goes back', async () => {
    const { counter } = start();
    const sums: number[] = [];
    const numbers = [1, 10, 100];
    const all = await counter.addAll(async () => numbers.shift(), { onSum: (sum) => sums.push(sum) });
    expect(all).toBe(111);
    expect(sums).toEqual([1, 11, 111]);
    expect(await counter.addAll(async () => undefined, {})).toBe(111);
  });

  it('fails with its callback', async () => {
    const { counter } = start();
    const next = async (): Promise<number> => {
      throw new RangeError('no number');
    };
    expect(await failureOf(counter.addAll(next, {}))).toEqual({ code: 'unexpected', detail: 'RangeError: no number' });
    const told = counter.addAll(async () => 1, {
      onSum: () => {
        throw new RangeError('no sum');
      },
    });
    expect(await failureOf(told)).toEqual({ code: 'unexpected', detail: 'RangeError: no sum' });
  });

  it('moves memory where it says so', async () => {
    const { counter } = start();
    const bytes = new Uint8Array([1, 2, 3]);
    const doubled = await counter.double(handOver(bytes, [bytes.buffer]));
    expect([...doubled]).toEqual([2, 4, 6]);
    expect(bytes.byteLength).toBe(0);
  });

  it('is done in its turn where the thread has a queue, which several channels share', async () => {
    const turns = new Turns();
    const { counter, threads } = start({}, { turns });
    const [service] = [new CounterService()];
    const { port1, port2 } = new MessageChannel();
    closers.push(() => port1.close());
    serve(port2, { counter: service }, { turns });
    const other = new ThreadClient<Thread>(() => port1, OPTIONS).remote.counter;
    const refused = failureOf(counter.refuse());
    await Promise.all([counter.addLater(1), other.addLater(2), counter.addLater(3), counter.add(4)]);
    expect(threads[0]?.service.log).toEqual(['begin 1', 'end 1', 'begin 3', 'end 3']);
    expect(service.log).toEqual(['begin 2', 'end 2']);
    expect(await refused).toMatchObject({ code: 'model-access-denied' });
  });

  it('is one of an object that promises resolve with as it is', async () => {
    const { client, counter } = start();
    expect(await Promise.resolve(client.remote)).toBe(client.remote);
    expect(await Promise.resolve(counter)).toBe(counter);
    expect(counter.add).toBe(counter.add);
  });
});

describe('a call that is aborted', () => {
  it('fails as cancelled where the method throws, and ends as the method does otherwise', async () => {
    const { counter } = start();
    await counter.add(5);
    const stopper = new AbortController();
    const { signal } = stopper;
    const both = Promise.all([failureOf(counter.wait('fail', { signal })), counter.wait('end', { signal })]);
    await counter.add(1);
    stopper.abort();
    expect(await both).toEqual([{ code: 'cancelled' }, 6]);
    // What was aborted before does not reach the thread, and what is over takes no harm.
    expect(await failureOf(counter.wait('end', { signal }))).toEqual({ code: 'cancelled' });
    expect(await counter.add(1)).toBe(7);
  });

  it('does not begin where it waits for its turn', async () => {
    const { counter, threads } = start({}, { turns: new Turns() });
    const stopper = new AbortController();
    const first = counter.addLater(1);
    const second = failureOf(counter.wait('end', { signal: stopper.signal }));
    stopper.abort();
    await first;
    expect(await second).toEqual({ code: 'cancelled' });
    expect(threads[0]?.service.log).toEqual(['begin 1', 'end 1']);
  });

  it('ends its thread where patience has an end, and all that waits for it; what is asked meanwhile waits', async () => {
    const { counter, threads } = start({ patienceMs: 20 });
    const stopper = new AbortController();
    const hanging = failureOf(counter.hang(stopper.signal));
    const waiting = failureOf(counter.wait('end', {}));
    await counter.add(1);
    stopper.abort();
    const later = counter.add(1);
    expect(await hanging).toEqual({ code: 'cancelled' });
    expect(await waiting).toEqual({ code: 'cancelled' });
    // In another thread, which counts from the beginning.
    expect(await later).toBe(1);
    expect(threads).toHaveLength(2);
  });

  it('leaves its thread where it ends in time', async () => {
    const { counter, threads } = start({ patienceMs: 10_000 });
    const stopper = new AbortController();
    const waiting = counter.wait('end', { signal: stopper.signal });
    await counter.add(1);
    stopper.abort();
    expect(await waiting).toBe(1);
    expect(await counter.add(1)).toBe(2);
    expect(threads).toHaveLength(1);
  });
});

describe('a thread that breaks', () => {
  it.each([
    ['a message cannot be read', 'a message of the counter could not be read'],
    ['it could not be started', 'the counter could not be started'],
    ['it has crashed', 'out of luck'],
  ])('fails all that waits for it: %s', async (how, detail) => {
    const { counter, threads } = start();
    const waiting = [failureOf(counter.wait('end', {})), failureOf(counter.hang(new AbortController().signal))];
    await counter.add(1);
    const endpoint = threads[0]?.endpoint;
    if (how === 'a message cannot be read') endpoint?.onmessageerror?.(new MessageEvent('messageerror'));
    else {
      const message = how === 'it has crashed' ? detail : '';
      const facts = { message, filename: '', lineno: 0, colno: 0, error: undefined };
      endpoint?.onerror?.(Object.assign(new Event('error'), facts));
    }
    const failure = { code: 'worker-crashed', detail };
    expect(await Promise.all(waiting)).toEqual([failure, failure]);
    // What is asked then starts another one.
    expect(await counter.add(1)).toBe(1);
    expect(threads).toHaveLength(2);
  });

  it('is not started again where its work is lost with it', async () => {
    const { client, counter, threads } = start({ restarts: false });
    await counter.add(1);
    const waiting = failureOf(counter.wait('end', {}));
    client.stop({ code: 'storage-unavailable', detail: 'closed' });
    client.stop({ code: 'cancelled' });
    expect(await waiting).toEqual({ code: 'storage-unavailable', detail: 'closed' });
    expect(await failureOf(counter.add(1))).toEqual({ code: 'storage-unavailable', detail: 'closed' });
    expect(threads).toHaveLength(1);
  });

  it('is told of where it cannot be started at all', async () => {
    const client = new ThreadClient<Thread>(() => {
      throw new DOMException('not here', 'SecurityError');
    }, OPTIONS);
    expect(await failureOf(client.remote.counter.add(1))).toEqual({
      code: 'unexpected',
      detail: 'SecurityError: not here',
    });
    expect(client.isRunning).toBe(false);
  });
});

describe('a real thread', () => {
  const outDir = join(import.meta.dirname, '../../node_modules/.cache/counter-thread');
  afterAll(() => rm(outDir, { recursive: true, force: true }));

  it('answers, calls back, is cancelled, and fails what waits when it crashes', async () => {
    const root = join(import.meta.dirname, '../..');
    const ssr = 'src/testing/thread/counter-thread.ts';
    await build({ root, configFile: false, logLevel: 'error', build: { ssr, outDir, target: 'node20' } });
    const client = new ThreadClient<Thread>(() => startNodeThread(join(outDir, 'counter-thread.js')), OPTIONS);
    const { counter } = client.remote;
    const numbers = [2, 3];
    expect(await counter.addAll(async () => numbers.shift(), {})).toBe(5);
    const bytes = new Uint8Array([4]);
    expect([...(await counter.double(handOver(bytes, [bytes.buffer])))]).toEqual([8]);
    expect(bytes.byteLength).toBe(0);
    const stopper = new AbortController();
    const stopped = failureOf(counter.wait('fail', { signal: stopper.signal }));
    stopper.abort();
    expect(await stopped).toEqual({ code: 'cancelled' });
    const waiting = failureOf(counter.wait('end', {}));
    expect(await failureOf(counter.crash())).toMatchObject({ detail: 'Error: about to crash' });
    expect(await waiting).toEqual({ code: 'worker-crashed', detail: 'the thread has crashed' });
    expect(await counter.add(1)).toBe(1);
    client.stop({ code: 'cancelled' });
  });
});

/** A thread of Node's as a browser would show it. */
function startNodeThread(file: string): ThreadEndpoint {
  const worker = new Worker(file);
  const endpoint: ThreadEndpoint = {
    postMessage: (message, { transfer }) =>
      worker.postMessage(
        message,
        transfer.filter((each) => each instanceof ArrayBuffer),
      ),
    onmessage: null,
    onmessageerror: null,
    onerror: null,
    terminate: () => void worker.terminate(),
  };
  worker.on('message', (data: unknown) => endpoint.onmessage?.(new MessageEvent('message', { data })));
  worker.on('error', ({ message }) => {
    const facts = { message, filename: '', lineno: 0, colno: 0, error: undefined };
    endpoint.onerror?.(Object.assign(new Event('error'), facts));
  });
  return endpoint;
}
