import { expect, it } from 'vitest';
import { InlineParsePort } from '../testing/inline-parse-port.ts';
import { createParseClient } from './parse-client.ts';

const OPTIONS = { entityTypes: ['Disease'], instructionTemplate: 'Find {types}.', unit: 'sentence' } as const;
const QUIET = { onProgress: () => {} };
const EMPTY = { documents: [] };

function rows(count: number): Blob {
  const lines = Array.from({ length: count }, (_, index) => `Word${index}\tO\nflu\tB-Disease\n.\tO\n`);
  return new Blob([lines.join('\n')]);
}

it('sends a corpus to the thread once and builds from it again and again', async () => {
  const port = new InlineParsePort();
  const client = createParseClient(() => port);
  const { corpus } = await client.addSources(EMPTY, [{ name: 'a.tsv', content: rows(5) }], QUIET);
  const { samples } = await client.prepareSamples(corpus, OPTIONS);
  await client.prepareSamples(corpus, { ...OPTIONS, unit: 'passage' });
  expect(samples).toHaveLength(5);
  expect(port.requests.map(({ call }) => call.kind)).toEqual(['hold-none', 'add', 'build', 'build']);
});

it('brings large corpora over in portions, whole and in order', async () => {
  const client = createParseClient(() => new InlineParsePort());
  const files = Array.from({ length: 300 }, (_, index) => ({ name: `f${index}.tsv`, content: rows(8) }));
  const { corpus } = await client.addSources(EMPTY, files, QUIET);
  const whole = await client.prepareSamples(corpus, OPTIONS);
  const elsewhere = createParseClient(() => new InlineParsePort());
  expect(await elsewhere.prepareSamples(corpus, OPTIONS)).toEqual(whole);
  expect(whole.samples).toHaveLength(2400);
  expect(new Set(whole.samples.map(({ id }) => id)).size).toBe(2400);
});

it('starts a new thread after one broke, and tells what was under way', async () => {
  const ports: InlineParsePort[] = [];
  const client = createParseClient(() => {
    const port = new InlineParsePort();
    ports.push(port);
    return port;
  });
  const { corpus } = await client.addSources(EMPTY, [{ name: 'a.tsv', content: rows(2) }], QUIET);
  const building = client.prepareSamples(corpus, OPTIONS);
  await Promise.resolve();
  await Promise.resolve();
  ports[0]?.onmessageerror?.(new MessageEvent('messageerror'));
  await expect(building).rejects.toMatchObject({ failure: { code: 'worker-crashed' } });
  const { samples } = await client.prepareSamples(corpus, OPTIONS);
  expect(samples).toHaveLength(2);
  expect(ports).toHaveLength(2);
});

it('stops within a large file when asked, and leaves the corpus as it was', async () => {
  const client = createParseClient(() => new InlineParsePort());
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
  const client = createParseClient(() => new InlineParsePort());
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
