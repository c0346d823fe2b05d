import { afterEach, describe, expect, it, vi } from 'vitest';
import { InlineCorpusThread } from '../testing/studio/inline-corpus-thread.ts';
import { createCorpusClient } from './corpus-client.ts';

const OPTIONS = { entityTypes: ['Disease'], instructionTemplate: 'Find {types}.', unit: 'sentence' } as const;
const QUIET = { onProgress: () => {} };
const EMPTY = { documents: [] };

function rows(count: number): Blob {
  const lines = Array.from({ length: count }, (_, index) => `Word${index}\tO\nflu\tB-Disease\n.\tO\n`);
  return new Blob([lines.join('\n')]);
}

const REQUEST = { format: 'pubtator', scope: { kind: 'whole' }, sampleOptions: OPTIONS, marked: [] } as const;
const WRITE = { ...REQUEST, packageVersion: '0', createdAtMs: 1_700_000_000_000 };

it('sends a corpus to the thread once and works on it again and again, until it is let go', async () => {
  const port = new InlineCorpusThread();
  const client = createCorpusClient(() => port);
  const { corpus } = await client.addSources(EMPTY, [{ name: 'a.tsv', content: rows(5) }], QUIET);
  const issues = await client.checkTexts(corpus);
  expect(issues).toEqual([]);
  const { report } = await client.writeCorpus({ ...WRITE, corpus });
  expect(report.certificate.mentionsChecked).toBe(5);
  await client.forget();
  const again = await client.writeCorpus({ ...WRITE, corpus });
  expect(again.bytes).toEqual((await client.writeCorpus({ ...WRITE, corpus })).bytes);
  expect(port.calls.map(({ name }) => name)).toEqual([
    'corpus.hold',
    'corpus.add',
    'corpus.checkTexts',
    'corpus.writeCorpus',
    'corpus.forget',
    'corpus.hold',
    'corpus.writeCorpus',
    'corpus.writeCorpus',
  ]);
});

it('brings large corpora over in portions, whole and in order', async () => {
  const client = createCorpusClient(() => new InlineCorpusThread());
  const files = Array.from({ length: 300 }, (_, index) => ({ name: `f${index}.tsv`, content: rows(8) }));
  const { corpus } = await client.addSources(EMPTY, files, QUIET);
  const { bytes } = await client.writeCorpus({ ...WRITE, corpus });
  const elsewhere = createCorpusClient(() => new InlineCorpusThread());
  expect((await elsewhere.writeCorpus({ ...WRITE, corpus })).bytes).toEqual(bytes);
  expect(corpus.documents).toHaveLength(300);
});

it('starts a new thread after one broke, and tells what was under way', async () => {
  const ports: InlineCorpusThread[] = [];
  const client = createCorpusClient(() => {
    const port = new InlineCorpusThread();
    ports.push(port);
    return port;
  });
  const { corpus } = await client.addSources(EMPTY, [{ name: 'a.tsv', content: rows(2) }], QUIET);
  const checking = client.checkTexts(corpus);
  await Promise.resolve();
  await Promise.resolve();
  ports[0]?.onmessageerror?.(new MessageEvent('messageerror'));
  await expect(checking).rejects.toMatchObject({ failure: { code: 'worker-crashed' } });
  const { report } = await client.writeCorpus({ ...WRITE, corpus });
  expect(report.certificate.mentionsChecked).toBe(2);
  expect(ports).toHaveLength(2);
});

it('stops within a large file when asked, and leaves the corpus as it was', async () => {
  const client = createCorpusClient(() => new InlineCorpusThread());
  const abort = new AbortController();
  const progress: number[] = [];
  const large = rows(500_000);
  const adding = client.addSources(EMPTY, [{ name: 'large.tsv', content: large }], {
    signal: abort.signal,
    onProgress: ({ doneBytes }) => {
      progress.push(doneBytes);
      abort.abort();
    },
  });
  await expect(adding).rejects.toMatchObject({ failure: { code: 'cancelled' } });
  expect(progress[0]).toBeLessThan(large.size);
  const { corpus } = await client.addSources(EMPTY, [{ name: 'a.tsv', content: rows(2) }], QUIET);
  expect(corpus.documents).toHaveLength(1);
});

it('lists a file that cannot be read, whatever its size', async () => {
  const client = createCorpusClient(() => new InlineCorpusThread());
  const unreadable = (size: number): Blob => {
    const fails = () => Promise.reject(new DOMException('it was moved', 'NotReadableError'));
    return Object.assign(new Blob([new Uint8Array(size)]), { arrayBuffer: fails, slice: () => unreadable(1) });
  };
  const files = [1, 5_000_000].map((size) => ({ name: `${size}.tsv`, content: unreadable(size) }));
  const { issues } = await client.addSources(EMPTY, files, QUIET);
  expect(issues.map(({ code, file, found }) => [code, file, found])).toEqual([
    ['read-failed', '1.tsv', 'NotReadableError: it was moved'],
    ['read-failed', '5000000.tsv', 'NotReadableError: it was moved'],
  ]);
});

/** A thread that is busy with some file for ever: no message reaches it then, and none comes from it. */
class StuckThread extends InlineCorpusThread {
  isEnded = false;
  #isStuck = false;

  override postMessage(...[message, options]: Parameters<InlineCorpusThread['postMessage']>): void {
    this.#isStuck ||= message.kind === 'call' && JSON.stringify(message.args).includes('endless.txt');
    if (!this.#isStuck) super.postMessage(message, options);
  }

  override terminate(): void {
    this.isEnded = true;
    super.terminate();
  }
}

describe('a thread that does not hear that it is to stop', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  const startClient = () => {
    vi.useFakeTimers();
    const ports: StuckThread[] = [];
    const client = createCorpusClient(() => {
      const port = new StuckThread();
      ports.push(port);
      return port;
    });
    return { client, ports };
  };
  const endless = { name: 'endless.txt', content: new Blob(['x']) };

  it('is ended, and the corpus goes to another one', async () => {
    const { client, ports } = startClient();
    const { corpus } = await client.addSources(EMPTY, [{ name: 'a.tsv', content: rows(2) }], QUIET);
    const abort = new AbortController();
    const adding = client.addSources(corpus, [endless], { ...QUIET, signal: abort.signal });
    const cancelled = adding.then(undefined, (thrown: unknown) => thrown);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ports.map(({ isEnded }) => isEnded)).toEqual([false]);
    abort.abort();
    await vi.advanceTimersByTimeAsync(1000);
    expect(await cancelled).toMatchObject({ failure: { code: 'cancelled' } });
    expect(ports.map(({ isEnded }) => isEnded)).toEqual([true]);

    const { corpus: both } = await client.addSources(corpus, [{ name: 'b.tsv', content: rows(3) }], QUIET);
    expect(both.documents.map(({ source }) => source)).toEqual(['a.tsv', 'b.tsv']);
    const { report } = await client.writeCorpus({ ...WRITE, corpus: both });
    expect(report.certificate.mentionsChecked).toBe(5);
    expect(ports.map(({ isEnded }) => isEnded)).toEqual([true, false]);
  });

  it('takes all that waits for it along, as cancelled', async () => {
    const { client, ports } = startClient();
    const abort = new AbortController();
    const peeking = client.peekFile(endless, abort.signal);
    const waiting = client.addSources(EMPTY, [{ name: 'a.tsv', content: rows(2) }], QUIET);
    const both = Promise.all(
      [peeking, waiting].map((each) => expect(each).rejects.toMatchObject({ failure: { code: 'cancelled' } })),
    );
    await vi.advanceTimersByTimeAsync(60_000);
    abort.abort();
    await vi.advanceTimersByTimeAsync(1000);
    await both;
    const { corpus } = await client.addSources(EMPTY, [{ name: 'a.tsv', content: rows(2) }], QUIET);
    expect(corpus.documents).toHaveLength(1);
    expect(ports).toHaveLength(2);
  });

  it('is not asked again while it may have to be ended', async () => {
    const { client, ports } = startClient();
    const abort = new AbortController();
    const peeking = client.peekFile(endless, abort.signal);
    const cancelled = peeking.then(undefined, (thrown: unknown) => thrown);
    abort.abort();
    const again = client.peekFile({ name: 'a.tsv', content: rows(2) });
    const adding = client.addSources(EMPTY, [{ name: 'a.tsv', content: rows(2) }], QUIET);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await cancelled).toMatchObject({ failure: { code: 'cancelled' } });
    expect((await again).documentCount).toBe(1);
    expect((await adding).corpus.documents).toHaveLength(1);
    expect(ports.map(({ isEnded }) => isEnded)).toEqual([true, false]);
  });

  it('is left alone where it answers in time', async () => {
    const { client, ports } = startClient();
    const abort = new AbortController();
    const peeked = client.peekFile({ name: 'a.tsv', content: rows(2) }, abort.signal);
    await peeked;
    abort.abort();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ports.map(({ isEnded }) => isEnded)).toEqual([false]);
    await expect(client.peekFile(endless, abort.signal)).rejects.toMatchObject({ failure: { code: 'cancelled' } });
    expect(ports[0]?.calls).toHaveLength(1);
  });
});
