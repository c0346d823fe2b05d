import { createReadStream, readFileSync, statSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { assembleCorpus } from '../src/core/corpus/assemble-corpus.ts';
import type { Corpus } from '../src/core/corpus/corpus.ts';
import { parseSource } from '../src/core/formats/parse-source.ts';
import { createSourceOpener } from '../src/core/open/source-opener.ts';
import { benchedFormats } from './benched-formats.ts';

/** What one reading of a file took. */
export interface FormatFigures {
  readonly format: string;
  readonly fileBytes: number;
  readonly documents: number;
  readonly mentions: number;
  readonly issues: number;
  /** From the disk to documents. */
  readonly parseSeconds: number;
  /** The same, as processor time of all threads: what another program on the machine cannot spoil. */
  readonly parseCpuSeconds: number;
  /** Of joining the documents to a corpus and checking each mention. */
  readonly assembleSeconds: number;
  /** Highest memory of the process less what it had before the file was read. */
  readonly peakBytes: number;
}

/**
 * `scripts/bench-formats.mjs` runs this, a process for each step, so that one format's memory is not another's:
 *
 *     list                        names of the formats that can be written, as JSON
 *     write FORMAT BYTES FILE     the demonstration corpus again and again until the file is so large
 *     read FORMAT FILE            figures as JSON
 */
async function main([step = '', format = '', ...rest]: readonly string[]): Promise<void> {
  switch (step) {
    case 'list':
      process.stdout.write(JSON.stringify(benchedFormats.map(({ id }) => id)));
      return;
    case 'write':
      writeFileSync(rest[1] ?? '', generate(format, Number(rest[0])));
      return;
    case 'read':
      process.stdout.write(JSON.stringify(await measure(format, rest[0] ?? '')));
      return;
    default:
      throw new Error(`unknown step ${step}`);
  }
}

function generate(format: string, bytes: number): Uint8Array {
  const name = 'public/demo/demonstration-corpus.bioc.json';
  const { documents } = parseSource({ name, bytes: readFileSync(name) });
  const entry = benchedFormats.find(({ id }) => id === format);
  if (!entry) throw new Error(`no format ${format}`);
  const once = entry.write({ documents });
  const copies = Math.ceil(bytes / once.length);
  const repeated: Corpus = {
    documents: Array.from({ length: copies }, (_, copy) =>
      documents.map((document) => ({ ...document, id: `${document.id}${copy === 0 ? '' : `-${copy}`}` })),
    ).flat(),
  };
  return entry.write(repeated);
}

async function measure(format: string, path: string): Promise<FormatFigures> {
  const before = process.memoryUsage.rss();
  const byteCount = statSync(path).size;
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  const opener = createSourceOpener();
  const pieces = () => createReadStream(path, { highWaterMark: 2 ** 20 });
  await opener.addLarge({ name: path.split('/').at(-1) ?? path, byteCount, pieces });
  const { parsed, issues: outside } = opener.finish();
  const parsedAt = performance.now();
  const cpu = process.cpuUsage(cpuBefore);
  const { corpus, issues } = assembleCorpus(parsed);
  const end = performance.now();
  const mentions = corpus.documents.flatMap(({ passages }) => passages.map((passage) => passage.mentions.length));
  return {
    format: `${format} as ${parsed[0]?.formatName ?? 'nothing'}`,
    fileBytes: byteCount,
    documents: corpus.documents.length,
    mentions: mentions.reduce((sum, count) => sum + count, 0),
    issues: [...outside, ...parsed.flatMap((source) => source.issues), ...issues].length,
    parseSeconds: (parsedAt - start) / 1000,
    parseCpuSeconds: (cpu.user + cpu.system) / 1e6,
    assembleSeconds: (end - parsedAt) / 1000,
    peakBytes: process.resourceUsage().maxRSS * 1024 - before,
  };
}

await main(process.argv.slice(2));
