import { AutoModelForCausalLM, AutoTokenizer, env, LogitsProcessorList, Tensor } from '@huggingface/transformers';
import { expect, test } from 'vitest';
import { bundledModelPath, loadNodeModel } from '../../cli/models/load-node-model.ts';
import { askAbout, realSentences } from '../../testing/models/question-texts.ts';
import { createAnswerLogitsProcessor } from './answer-logits-processor.ts';
import { generateAnswers } from './generate-answers.ts';

const FOLDER = 'bioselect-weak';

test('transformers.js under the processor writes what the studio’s own loop writes', async () => {
  env.allowRemoteModels = false;
  env.localModelPath = bundledModelPath().replace(new RegExp(`${FOLDER}$`), '');
  const tokenizer = await AutoTokenizer.from_pretrained(FOLDER);
  const peer = await AutoModelForCausalLM.from_pretrained(FOLDER, {
    dtype: 'fp32',
    device: 'cpu',
    session_options: { intraOpNumThreads: 1 },
  });
  const model = await loadNodeModel(bundledModelPath(), 1);
  const requests = realSentences(6).map((text) => askAbout(text));
  const options = { maxNewTokens: 64 };
  const own = await generateAnswers(model, requests, options);
  for (const [index, request] of requests.entries()) {
    const processor = createAnswerLogitsProcessor({
      vocabulary: model.opened.tokenizer.byteTrie(),
      endTokenIds: model.opened.config.endTokenIds,
      questions: [request],
    });
    const logitsProcessors = new LogitsProcessorList();
    logitsProcessors.push(processor);
    const inputs = tokenizer(request.prompt, { add_special_tokens: false });
    const output: unknown = await peer.generate({
      ...inputs,
      max_new_tokens: options.maxNewTokens,
      do_sample: false,
      logits_processor: logitsProcessors,
    });
    if (!(output instanceof Tensor)) throw new Error('generate gave no tensor');
    const sequences: bigint[][] = output.tolist();
    const [read] = processor.read(sequences);
    expect(read).toEqual({
      answer: own[index]?.answer,
      isWhole: own[index]?.end === 'closed',
      mentions: own[index]?.mentions.map(({ type, name, span }) => ({ entityType: type, name, span })),
    });
  }
  expect(own.filter(({ end }) => end === 'closed').length).toBeGreaterThan(3);
  await model.dispose();
  await peer.dispose();
});

test('several rows are held each to its own question', async () => {
  const model = await loadNodeModel(bundledModelPath(), 1);
  const { tokenizer, config } = model.opened;
  const processor = createAnswerLogitsProcessor({
    vocabulary: tokenizer.byteTrie(),
    endTokenIds: config.endTokenIds,
    questions: [
      { text: '', entityTypes: ['X'] },
      { text: 'a', entityTypes: ['X'] },
    ],
  });
  const [open = 0] = tokenizer.encode('[');
  const [close = 0] = tokenizer.encode(']');
  const blank = (): Tensor => new Tensor('float32', new Float32Array(2 * config.vocabSize), [2, config.vocabSize]);
  const allowed = (logits: Tensor): number[][] => {
    const rows: number[][] = logits.tolist();
    return rows.map((row) => row.flatMap((logit, id) => (logit === 0 ? [id] : [])));
  };
  const prompt = [5n, 6n];
  expect(allowed(processor([prompt, prompt], blank())).every((ids) => ids.includes(open))).toBe(true);
  const second = allowed(
    processor(
      [prompt, prompt].map((ids) => [...ids, BigInt(open)]),
      blank(),
    ),
  );
  expect(second[0]).toEqual([close]);
  expect(second[1]?.length).toBeGreaterThan(1);
  const third = allowed(
    processor(
      [prompt, prompt].map((ids) => [...ids, BigInt(open), BigInt(close)]),
      blank(),
    ),
  );
  expect(third).toEqual([config.endTokenIds, config.endTokenIds]);
  await model.dispose();
});
