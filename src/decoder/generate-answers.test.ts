import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundledModelPath, loadNodeModel } from '../cli/load-node-model.ts';
import {
  parseAnswer,
  renderInstruction,
  renderPrompt,
  DEFAULT_INSTRUCTION_TEMPLATE,
} from '../core/samples/templates.ts';
import type { DecoderModel } from './decoder-model.ts';
import { generateAnswers } from './generate-answers.ts';
import type { AnswerRequest } from './generated-answer.ts';

let model: DecoderModel;
beforeAll(async () => {
  model = await loadNodeModel(bundledModelPath());
});
afterAll(() => model.dispose());

function ask(text: string, entityTypes = ['Chemical', 'Disease']): AnswerRequest {
  return {
    prompt: renderPrompt(renderInstruction(DEFAULT_INSTRUCTION_TEMPLATE, entityTypes), text),
    text,
    entityTypes,
  };
}

describe('generated answers', () => {
  test('hold pieces of the text, their places and a probability', async () => {
    const request = ask('Naloxone reversed the clonidine-induced hypotension in conscious rats.');
    const [answer] = await generateAnswers(model, [request], { maxNewTokens: 200 });
    expect(answer?.end).toBe('closed');
    expect(answer?.mentions.length).toBeGreaterThan(0);
    for (const { name, span, confidence } of answer?.mentions ?? []) {
      expect(request.text.slice(span?.start, span?.end)).toBe(name);
      expect(confidence).toBeGreaterThan(0);
      expect(confidence).toBeLessThanOrEqual(1);
    }
    expect(parseAnswer(answer?.answer ?? '')).toMatchObject({
      entities: answer?.mentions.map(({ name }) => ({ name })),
    });
  });
});
