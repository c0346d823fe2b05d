import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundledModelPath, loadNodeModel } from '../../cli/models/load-node-model.ts';
import { seededKey } from '../../core/selection/seeded-key.ts';
import { adversarialTexts, askAbout, realSentences } from '../../testing/models/question-texts.ts';
import { loadQwen3Tokenizer, QWEN3_VOCAB_SIZE } from '../../testing/models/qwen3-tokenizer.ts';
import { AnswerSearch } from './answer-search.ts';
import { writeConstrained } from './answer-writing.ts';
import { AnswerConstraint, type AnswerRules } from '../constraint/answer-constraint.ts';
import { ByteTrie } from '../constraint/byte-trie.ts';
import { tokenBytes } from '../constraint/token-bytes.ts';
import { generateAnswers } from './generate-answers.ts';
import type { AnswerRequest } from './generated-answer.ts';
import { loadTokenizer } from '../tokenizer.ts';

const isLong = process.env['TEST_LONG'] === '1';
/** Half of them real sentences, half adversarial texts. */
const COUNT = isLong ? 2000 : 120;
const MAX_TOKENS = 160;
const TIMEOUT_MS = isLong ? 1_200_000 : 60_000;

/** Every option; the first, what training data has, half of the time. */
const RULES: readonly AnswerRules[] = [
  {},
  { order: 'free' },
  {},
  { edges: 'any' },
  {},
  { shape: { kind: 'by-type' } },
  {},
  { shape: { kind: 'objects', typeKey: 'label', nameKey: 'text' }, edges: 'any', order: 'free' },
];
const TYPES: readonly (readonly string[])[] = [['Chemical', 'Disease'], ['Gene'], ['Cell "line"', 'Gène', 'Gene']];

function questions(count: number): readonly AnswerRequest[] {
  const texts = [...realSentences(count / 2), ...adversarialTexts(count / 2)];
  return texts.map((text, index) => askAbout(text, TYPES[index % TYPES.length]));
}

interface Tally {
  answers: number;
  parsed: number;
  verbatim: number;
  rightTypes: number;
  closed: number;
  mentions: number;
}

const emptyTally = (): Tally => ({ answers: 0, parsed: 0, verbatim: 0, rightTypes: 0, closed: 0, mentions: 0 });

/** Looks at the answer's text alone, as a reader of a file would. */
function count(
  tally: Tally,
  given: { answer: string; request: AnswerRequest; rules: AnswerRules; isClosed: boolean },
): void {
  const { answer, request, rules } = given;
  tally.answers += 1;
  if (given.isClosed) tally.closed += 1;
  const found = readNames(answer, rules);
  if (found === undefined) return;
  tally.parsed += 1;
  tally.mentions += found.length;
  if (found.every(({ name }) => name !== '' && request.text.includes(name))) tally.verbatim += 1;
  if (found.every(({ type }) => request.entityTypes.includes(type))) tally.rightTypes += 1;
}

function readNames(answer: string, { shape }: AnswerRules): readonly { type: string; name: string }[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(answer);
  } catch {
    return undefined;
  }
  if (shape?.kind === 'by-type') {
    if (!(value instanceof Object)) return undefined;
    return Object.entries(value).flatMap(([type, names]: [string, unknown]) =>
      Array.isArray(names) ? names.map((name) => ({ type, name: String(name) })) : [],
    );
  }
  if (!Array.isArray(value)) return undefined;
  const [typeKey, nameKey] = [shape?.typeKey ?? 'entity', shape?.nameKey ?? 'name'];
  const items: readonly Record<string, unknown>[] = value;
  return items.map((item) => ({ type: String(item[typeKey]), name: String(item[nameKey]) }));
}

function expectAllGood(tally: Tally, what: string): void {
  process.stdout.write(
    `${what}: ${tally.answers} answers, ${tally.parsed} parse, ${tally.verbatim} verbatim, ${tally.rightTypes} of right types; ` +
      `${tally.mentions} mentions, ${tally.closed} closed by the model, the others at ${MAX_TOKENS} tokens\n`,
  );
  expect(tally).toMatchObject({ parsed: tally.answers, verbatim: tally.answers, rightTypes: tally.answers });
  expect(tally.mentions).toBeGreaterThan(tally.answers / 4);
}

/** Random numbers by seed: logits of a model that knows nothing. A stretch of it, moved by step, serves as each step's. */
function randomLogits(vocabSize: number): (text: number, step: number) => Float32Array {
  const spare = 50_000;
  const pool = Float32Array.from({ length: vocabSize + spare }, (_, index) => 8 * seededKey(String(index), 7));
  return (text, step) => {
    const from = Math.floor(seededKey(`${text} ${step}`, 3) * spare);
    return pool.subarray(from, from + vocabSize);
  };
}

/** The decoding loop on random logits in place of a model. */
async function generateAtRandom(vocabulary: ByteTrie, vocabSize: number): Promise<Tally> {
  const tally = emptyTally();
  const logits = randomLogits(vocabSize);
  for (const [index, request] of questions(COUNT).entries()) {
    const rules = RULES[index % RULES.length] ?? {};
    const writing = writeConstrained(new AnswerConstraint(vocabulary, request, rules));
    const search = new AnswerSearch({ writing, width: 1, maxTokens: MAX_TOKENS }, 0);
    for (let step = 0; search.live.length > 0; step += 1) {
      const now = logits(index, step);
      await search.grow([now], async () => now);
    }
    const [best] = search.found;
    if (best === undefined) throw new Error('a search without a hypothesis');
    const isClosed = best.state.isDone;
    count(tally, { answer: writing.answerOf(best.state), request, rules, isClosed });
    if (!isClosed) continue;
    // What the tokens spell is what is handed out.
    const bytes = best.ids.flatMap((id) => [...(vocabulary.bytesOf(id) ?? [])]);
    expect(new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes))).toBe(writing.answerOf(best.state));
  }
  return tally;
}

describe('every answer parses, is verbatim and of the right types', () => {
  test('with the embedded model and tokenizer', { timeout: TIMEOUT_MS }, async () => {
    const model = await loadNodeModel(bundledModelPath(), 1);
    const tally = emptyTally();
    for (const [place, rules] of RULES.entries()) {
      const requests = questions(COUNT).filter((_, index) => index % RULES.length === place);
      const answers = await generateAnswers(model, requests, { maxNewTokens: MAX_TOKENS, ...rules });
      answers.forEach(({ answer, mentions, end }, index) => {
        const request = requests[index];
        if (request === undefined) throw new Error('more answers than requests');
        count(tally, { answer, request, rules, isClosed: end === 'closed' });
        for (const { span, name } of mentions) {
          if (span !== undefined) expect(request.text.slice(span.start, span.end)).toBe(name);
        }
      });
    }
    expectAllGood(tally, 'embedded model');
    await model.dispose();
  });

  test('with the embedded tokenizer and a model that knows nothing', { timeout: TIMEOUT_MS }, async () => {
    const json = readFileSync(path.join(bundledModelPath(), 'tokenizer.json'), 'utf8');
    expectAllGood(
      await generateAtRandom(loadTokenizer(json, undefined).byteTrie(), 8192),
      'embedded tokenizer, random logits',
    );
  });

  test('with the Qwen3 tokenizer and a model that knows nothing', { timeout: TIMEOUT_MS }, async () => {
    expectAllGood(
      await generateAtRandom(loadQwen3Tokenizer().byteTrie(), QWEN3_VOCAB_SIZE),
      'Qwen3 tokenizer, random logits',
    );
  });

  test(
    'with SentencePiece pieces, byte fallback, and a model that knows nothing',
    { timeout: TIMEOUT_MS },
    async () => {
      const pieces = new Map<string, number>();
      const add = (piece: string): void => void (pieces.has(piece) || pieces.set(piece, pieces.size));
      for (let byte = 0; byte < 256; byte += 1) add(`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`);
      for (let byte = 0x20; byte < 0x7f; byte += 1) add(String.fromCharCode(byte).replace(' ', '\u2581'));
      for (const piece of ['[{"', '":\u2581"', '"},\u2581{"', '"}]', 'entity', 'name', '\u2581', 'β', 'é']) add(piece);
      for (const word of realSentences(300).join(' ').split(' ')) {
        add(`\u2581${word}`);
        for (let length = 2; length < word.length; length += 2) add(word.slice(0, length));
      }
      const vocabulary = new ByteTrie(tokenBytes(pieces, false));
      expectAllGood(await generateAtRandom(vocabulary, pieces.size), 'SentencePiece pieces, random logits');
    },
  );
});
