import * as ort from 'onnxruntime-node';
import { diskFolder } from '../src/cli/models/load-node-model.ts';
import { DecoderModel } from '../src/decoder/model/decoder-model.ts';
import { openModelFolder } from '../src/decoder/model/model-folder.ts';
import { askAbout, realSentences } from '../src/testing/models/question-texts.ts';
import { loadQwen3Tokenizer, QWEN3_VOCAB_SIZE } from '../src/testing/models/qwen3-tokenizer.ts';
import { runGenerationBench } from './generation-bench.ts';
import { widenVocabulary } from './wide-vocabulary.ts';

/** What `scripts/bench-generation.mjs` asks for, as this program's argument; it prints the figures as JSON. */
export interface GenerationJob {
  /** The embedded model as it is, or with Qwen3's tokenizer and made-up weights for its vocabulary. */
  readonly vocabulary: 'embedded' | 'qwen3';
  readonly requestCount: number;
  readonly batchSize: number;
  readonly maxNewTokens: number;
  readonly rounds: number;
  /** All cores when left out. */
  readonly threads?: number;
}

const SHORT_TEXT =
  'In unanesthetized, spontaneously hypertensive rats the decrease in blood pressure and heart rate produced by intravenous clonidine was inhibited or reversed by naloxone.';

const job: GenerationJob = JSON.parse(process.argv[2] ?? '{}');
const embedded = await openModelFolder(diskFolder('public/models/bioselect-weak'));
const opened =
  job.vocabulary === 'embedded'
    ? embedded
    : {
        ...widenVocabulary(embedded, QWEN3_VOCAB_SIZE),
        tokenizer: loadQwen3Tokenizer(),
      };
const model = await DecoderModel.load(ort, opened, {
  executionProviders: ['cpu'],
  graphOptimizationLevel: 'all',
  enableMemPattern: false,
  ...(job.threads === undefined ? {} : { intraOpNumThreads: job.threads }),
});
const figures = await runGenerationBench({
  model,
  requests: realSentences(job.requestCount).map((text) => askAbout(text)),
  shortRequest: askAbout(SHORT_TEXT),
  options: { maxNewTokens: job.maxNewTokens, batchSize: job.batchSize },
  rounds: job.rounds,
  comparesAlone: job.vocabulary === 'embedded',
  now: () => performance.now(),
});
await model.dispose();
process.stdout.write(JSON.stringify(figures));
