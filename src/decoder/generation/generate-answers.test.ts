import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundledModelPath, diskFolder, loadNodeModel } from '../../cli/models/load-node-model.ts';
import { parseAnswer } from '../../core/samples/templates.ts';
import { adversarialTexts, askAbout, realSentences } from '../../testing/models/question-texts.ts';
import { DecoderModel } from '../model/decoder-model.ts';
import { generateAnswers } from './generate-answers.ts';
import type { GeneratedAnswer, GeneratedMention, GenerateOptions } from './generated-answer.ts';
import { openOnnxExport } from '../model/onnx-export-folder.ts';

let model: DecoderModel;
beforeAll(async () => {
  // One thread: many small runs gain nothing from two, and lose much where the cores are shared.
  model = await loadNodeModel(bundledModelPath(), 1);
});
afterAll(() => model.dispose());

const SENTENCE = 'Naloxone reversed the clonidine-induced hypotension in conscious rats.';

/** What has to be equal whatever else was in the batch. */
function essence({ answer, mentions, tokenCount, end }: GeneratedAnswer): object {
  return { answer, tokenCount, end, mentions: mentions.map(({ type, name, span }) => ({ type, name, span })) };
}

describe('generated answers', () => {
  test('hold pieces of the text, their places and a probability', async () => {
    const [answer] = await generateAnswers(model, [askAbout(SENTENCE)], { maxNewTokens: 200 });
    expect(answer?.end).toBe('closed');
    expect(answer?.mentions.length).toBeGreaterThan(0);
    for (const { name, span, confidence } of answer?.mentions ?? []) {
      expect(SENTENCE.slice(span?.start, span?.end)).toBe(name);
      expect(confidence).toBeGreaterThan(0);
      expect(confidence).toBeLessThanOrEqual(1);
    }
    const entities = answer?.mentions.map(({ type, name }) => ({ entity: type, name }));
    expect(parseAnswer(answer?.answer ?? '')).toEqual({ kind: 'entities', entities });
  });

  test('are the same in a batch as one by one, confidences within a thousandth', async () => {
    const requests = [...realSentences(16), ...adversarialTexts(8)].map((text, index) =>
      index % 5 === 0 ? askAbout(text, ['Chemical']) : askAbout(text),
    );
    const options = { maxNewTokens: 48 };
    const batched = await generateAnswers(model, requests, { ...options, batchSize: 10 });
    for (const [index, request] of requests.entries()) {
      const [alone] = await generateAnswers(model, [request], options);
      if (alone === undefined) throw new Error('no answer');
      const together = batched[index];
      expect(together && essence(together), request.text).toEqual(essence(alone));
      alone.mentions.forEach(({ confidence }, place) => {
        expect(Math.abs(confidence - (together?.mentions[place]?.confidence ?? NaN))).toBeLessThan(1e-3);
      });
    }
  });

  test('are told as they come, mention by mention, then whole', async () => {
    const requests = realSentences(8).map((text) => askAbout(text));
    const told = requests.map((): GeneratedMention[] => []);
    const whole = new Map<number, GeneratedAnswer>();
    const answers = await generateAnswers(model, requests, {
      maxNewTokens: 60,
      batchSize: 4,
      onMention: (index, mention) => {
        expect(whole.has(index)).toBe(false);
        told[index]?.push(mention);
      },
      onAnswer: (index, answer) => whole.set(index, answer),
    });
    expect(answers.map((_, index) => whole.get(index))).toEqual(answers);
    expect(told).toEqual(answers.map(({ mentions }) => mentions));
  });

  test('that are cut by length end behind their last whole mention', async () => {
    const [long] = await generateAnswers(model, [askAbout(SENTENCE)], { maxNewTokens: 200 });
    const tokenCount = long?.tokenCount ?? 0;
    const [cut] = await generateAnswers(model, [askAbout(SENTENCE)], { maxNewTokens: tokenCount - 1 });
    expect(cut).toMatchObject({ end: 'length', tokenCount: tokenCount - 1 });
    expect(long?.mentions.slice(0, cut?.mentions.length)).toEqual(cut?.mentions);
    expect(parseAnswer(cut?.answer ?? '')).toMatchObject({ kind: 'entities' });
    const [short] = await generateAnswers(model, [askAbout(SENTENCE)], { maxNewTokens: 3 });
    expect(short).toMatchObject({ answer: '[]', mentions: [], end: 'length', tokenCount: 3 });
  });

  test('a prompt that fills the window is answered by nothing, and says so; its neighbours are answered', async () => {
    const endless = askAbout('word '.repeat(model.maxPositions));
    const answers = await generateAnswers(model, [askAbout(SENTENCE), endless, askAbout(SENTENCE)], {
      maxNewTokens: 60,
    });
    expect(answers.map(({ end }) => end)).toEqual(['closed', 'no-room', 'closed']);
    expect(answers[1]).toMatchObject({ answer: '[]', mentions: [], tokenCount: 0 });
  });

  test('a signal ends them in mid-way; what was finished stays', async () => {
    const controller = new AbortController();
    const requests = realSentences(12).map((text) => askAbout(text));
    let answered = 0;
    const answers = await generateAnswers(model, requests, {
      maxNewTokens: 60,
      batchSize: 4,
      signal: controller.signal,
      onAnswer: () => {
        answered += 1;
        if (answered === 3) controller.abort();
      },
    });
    expect(answers.length).toBe(12);
    expect(answers.filter(({ end }) => end !== 'stopped').length).toBe(answered);
    // The longest are asked about first.
    const lengths = requests.map(({ prompt }) => prompt.length);
    const shortest = answers[lengths.indexOf(Math.min(...lengths))];
    expect(shortest).toMatchObject({ end: 'stopped', answer: '[]', tokenCount: 0 });
    for (const { answer } of answers) expect(parseAnswer(answer)).toMatchObject({ kind: 'entities' });
  });

  test('the gate is passed before every step, and a stop that is heard there counts at once', async () => {
    const controller = new AbortController();
    let passed = 0;
    const [answer] = await generateAnswers(model, [askAbout(SENTENCE)], {
      maxNewTokens: 60,
      signal: controller.signal,
      gate: async () => {
        passed += 1;
        if (passed === 5) controller.abort();
      },
    });
    // The first step reads the prompt, and each gives a token; the one after the prompt's comes in the same round.
    expect(answer).toMatchObject({ end: 'stopped', tokenCount: 5, answer: '[]' });
    expect(passed).toBe(5);
  });

  test.each<[string, Partial<GenerateOptions>]>([
    ['any character', { edges: 'any' }],
    ['free order', { order: 'free' }],
    ['other keys', { shape: { kind: 'objects', typeKey: 'label', nameKey: 'text' } }],
    ['lists by type', { shape: { kind: 'by-type' } }],
  ])('follow the rules asked for: %s', async (_, rules) => {
    const [answer] = await generateAnswers(model, [askAbout(SENTENCE)], { maxNewTokens: 80, ...rules });
    const value: unknown = JSON.parse(answer?.answer ?? '');
    const byType = { Chemical: expect.any(Array), Disease: expect.any(Array) };
    expect(value).toEqual(rules.shape?.kind === 'by-type' ? byType : expect.any(Array));
    for (const { name, type, span } of answer?.mentions ?? []) {
      expect(SENTENCE).toContain(name);
      expect(['Chemical', 'Disease']).toContain(type);
      expect(span === undefined).toBe(rules.order === 'free');
    }
  });

  test('a wider beam finds answers at least as probable as the greedy one, its runners-up in order', async () => {
    const requests = realSentences(6).map((text) => askAbout(text));
    const greedy = await generateAnswers(model, requests, { maxNewTokens: 80 });
    const wide = await generateAnswers(model, requests, { maxNewTokens: 80, beamWidth: 4 });
    for (const [index, { meanLogProbability, alternatives, mentions }] of wide.entries()) {
      expect(meanLogProbability).toBeGreaterThanOrEqual((greedy[index]?.meanLogProbability ?? 0) - 1e-4);
      const means = [meanLogProbability, ...alternatives.map((other) => other.meanLogProbability)];
      expect(means).toEqual(means.toSorted((a, b) => b - a));
      expect(new Set([wide[index]?.answer, ...alternatives.map(({ answer }) => answer)]).size).toBeGreaterThan(0);
      for (const { name } of mentions) expect(requests[index]?.text).toContain(name);
    }
  });

  test('an export that runs row by row gives the same answers', async () => {
    const opened = await openOnnxExport(diskFolder(bundledModelPath()));
    if (opened === undefined) throw new Error('the bundled model has no ONNX graph');
    const exported = await DecoderModel.load(ort, opened, { intraOpNumThreads: 1 });
    const requests = realSentences(6).map((text) => askAbout(text));
    const options = { maxNewTokens: 40 };
    const own = await generateAnswers(model, requests, options);
    expect(exported.batchesGeneration).toBe(false);
    expect((await generateAnswers(exported, requests, options)).map(essence)).toEqual(own.map(essence));
    const beams = await generateAnswers(exported, requests.slice(0, 2), { ...options, beamWidth: 3 });
    expect(beams.map(essence)).toEqual(
      (await generateAnswers(model, requests.slice(0, 2), { ...options, beamWidth: 3 })).map(essence),
    );
    await exported.dispose();
  });
});
