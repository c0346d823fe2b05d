import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundledModelPath, loadNodeModel } from '../cli/models/load-node-model.ts';
import type { ScoredSample, ScoringInput } from '../core/ifd/scored-sample.ts';
import { renderPrompt } from '../core/samples/templates.ts';
import type { DecoderModel } from '../decoder/model/decoder-model.ts';
import { describeIfShared, readJsonLines, sharedPath } from '../testing/shared-folder.ts';
import { scoreSamples, type ScoreRunOptions } from './score-samples.ts';

let model: DecoderModel;
beforeAll(async () => {
  model = await loadNodeModel(bundledModelPath());
});
afterAll(() => model.dispose());

interface ReferenceRow {
  readonly instruction: string;
  readonly input: string;
  readonly answer: string;
  readonly conditionedAnswerLoss: number | null;
  readonly directAnswerLoss: number | null;
  /** Null where the reference gives none. */
  readonly ifd: number | null;
}

function toInput(row: Pick<ReferenceRow, 'instruction' | 'input' | 'answer'>, index: number): ScoringInput {
  return { contentHash: `row-${index}`, prompt: renderPrompt(row.instruction, row.input), answer: row.answer };
}

/** In the order of the inputs, whatever the order in which they are done. */
async function scoreAll(
  inputs: readonly ScoringInput[],
  { by = model, ...options }: Partial<ScoreRunOptions> & { readonly by?: DecoderModel } = {},
): Promise<ScoredSample[]> {
  const all: ScoredSample[] = [];
  await scoreSamples(by, inputs, {
    variant: 'superfiltering',
    maxLength: 1024,
    onScored: (scored) => all.push(...scored),
    ...options,
  });
  expect(all.length).toBe(inputs.length);
  const byHash = new Map(all.map((scored) => [scored.contentHash, scored]));
  return inputs.flatMap(({ contentHash }) => byHash.get(contentHash) ?? []);
}

/** Largest |ΔIFD|; throws where one side has a score and the other has none. */
function compareIfd(scored: readonly ScoredSample[], reference: readonly ReferenceRow[]): number {
  expect(scored.length).toBe(reference.length);
  return reference.reduce((worst, row, index) => {
    const result = scored[index]?.result;
    expect(result?.kind, `row ${index}`).toBe(row.ifd === null ? 'unscored' : 'scored');
    return result?.kind === 'scored' ? Math.max(worst, Math.abs(result.ifd - (row.ifd ?? Infinity))) : worst;
  }, 0);
}

/** Indices of the better half of the scored rows below 1, as the released selection code takes them. */
function topHalf(ifds: readonly (number | null)[]): readonly number[] {
  const eligible = ifds.flatMap((ifd, index) => (ifd !== null && ifd < 1 ? [{ ifd, index }] : []));
  eligible.sort((a, b) => b.ifd - a.ifd);
  return eligible.slice(0, Math.floor(eligible.length / 2)).map(({ index }) => index);
}

function ifdsOf(scored: readonly ScoredSample[]): readonly (number | null)[] {
  return scored.map(({ result }) => (result.kind === 'scored' ? result.ifd : null));
}

describe('scores of the demonstration corpus', () => {
  test('equal PyTorch’s within 1e-4, with the same top half', async () => {
    const reference = readJsonLines<ReferenceRow>('src/testing/fixtures/ifd/demonstration-40.expected.jsonl');
    const scored = await scoreAll(reference.map(toInput));
    expect(reference.filter(({ ifd }) => ifd !== null).length).toBeGreaterThan(20);
    expect(compareIfd(scored, reference)).toBeLessThan(1e-4);
    expect(topHalf(ifdsOf(scored))).toEqual(topHalf(reference.map(({ ifd }) => ifd)));
  });
});

/** A row as the released code takes it. */
type ReleasedRow = Omit<ReferenceRow, 'answer'> & { readonly output: string };

describe('scores of twenty sentences of BC5CDR', () => {
  test('equal those of the released Superfiltering code within 1e-4, with the same top half', async () => {
    // Made by scripts/ifd-reference/make_released.py with the embedded model.
    const rows = readJsonLines<ReleasedRow>('src/testing/fixtures/ifd/bc5cdr-20.expected.jsonl');
    const reference = rows.map((row) => ({ ...row, answer: row.output }));
    expect(reference.filter(({ ifd }) => ifd !== null)).toHaveLength(18);
    const scored = await scoreAll(reference.map(toInput));
    expect(compareIfd(scored, reference)).toBeLessThan(1e-4);
    expect(topHalf(ifdsOf(scored))).toEqual(topHalf(reference.map(({ ifd }) => ifd)));
  });
});

describeIfShared('fixtures/superfiltering/expected.jsonl')(
  'scores of BC5CDR by the released Superfiltering code with another model',
  () => {
    test('are met within 1e-4, with the same top half', async () => {
      const rows = readJsonLines<ReleasedRow>(sharedPath('fixtures/superfiltering/expected.jsonl'));
      const isLong = process.env['TEST_LONG'] === '1';
      const reference = rows.slice(0, isLong ? rows.length : 40).map((row) => ({ ...row, answer: row.output }));
      // The model that the released code was run with.
      const starter = await loadNodeModel(sharedPath('models/starter-weak'));
      const scored = await scoreAll(reference.map(toInput), { by: starter });
      await starter.dispose();
      expect(compareIfd(scored, reference)).toBeLessThan(1e-4);
      expect(topHalf(ifdsOf(scored))).toEqual(topHalf(reference.map(({ ifd }) => ifd)));
    });
  },
);

const SAMPLE = {
  instruction: 'Extract all Chemical entities from the following text.',
  input: 'Naloxone reverses the antihypertensive effect of clonidine.',
  answer: '[{"entity": "Chemical", "name": "Naloxone"}, {"entity": "Chemical", "name": "clonidine"}]',
};

describe('scoring', () => {
  test('what has no IFD is a value with the reason', async () => {
    const longInput = { ...SAMPLE, input: 'word '.repeat(2000) };
    const rows = [SAMPLE, { ...SAMPLE, answer: '[]' }, { ...SAMPLE, answer: '' }, longInput];
    const results = (await scoreAll(rows.map(toInput))).map(({ result }) =>
      result.kind === 'unscored' ? result.reason : result.kind,
    );
    expect(results).toEqual(['scored', 'one-token-answer', 'empty-answer', 'prompt-too-long']);
  });

  test('an answer cut at maxLength is scored on what is left, and flagged', async () => {
    const [whole] = await scoreAll([toInput(SAMPLE, 0)]);
    const promptCount = model.opened.tokenizer.encode(renderPrompt(SAMPLE.instruction, SAMPLE.input)).length;
    const [cut] = await scoreAll([toInput(SAMPLE, 0)], { maxLength: promptCount + 5 });
    expect(cut?.result).toMatchObject({ kind: 'scored', truncated: true });
    expect(cut?.losses?.conditioned.length).toBe(5);
    // max_length - prompt + 1 ids of the answer, of which the first has no context.
    expect(cut?.losses?.direct.length).toBe(5);
    expect(whole?.result).toMatchObject({ kind: 'scored', truncated: false });
    const same = whole?.losses?.conditioned.slice(0, 5) ?? [];
    cut?.losses?.conditioned.forEach((loss, index) => expect(loss).toBeCloseTo(same[index] ?? Number.NaN, 4));
  });

  test('a template that merges prompt and answer into one token is flagged', async () => {
    const merged = { contentHash: 'merged', prompt: 'Extract', answer: 'ed entities: naloxone and clonidine' };
    const [scored] = await scoreAll([merged]);
    const { tokenizer } = model.opened;
    const isMerged = tokenizer
      .encode('Extract')
      .some((id, index) => tokenizer.encode('Extracted entities')[index] !== id);
    expect(scored?.result).toMatchObject({ kind: 'scored', borderMerged: isMerged });
    expect(isMerged).toBe(true);
  });

  test('does not depend on what else is scored, nor on the order', async () => {
    const reference = readJsonLines<ReferenceRow>('src/testing/fixtures/ifd/demonstration-40.expected.jsonl').slice(
      0,
      12,
    );
    const inputs = reference.map(toInput);
    const together = new Map(
      (await scoreAll(inputs.toReversed(), { tokenBudget: 300 })).map((s) => [s.contentHash, s.result]),
    );
    for (const input of inputs) {
      const [alone] = await scoreAll([input]);
      const other = together.get(input.contentHash);
      expect(other?.kind).toBe(alone?.result.kind);
      if (alone?.result.kind !== 'scored' || other?.kind !== 'scored') continue;
      expect(Math.abs(alone.result.ifd - other.ifd)).toBeLessThan(1e-4);
    }
  });

  test('tokens of the answer are given beside their losses', async () => {
    const [scored] = await scoreAll([toInput(SAMPLE, 0)]);
    expect(scored?.tokens.join('')).toBe(SAMPLE.answer);
    expect(scored?.tokens.length).toBe(scored?.losses?.conditioned.length);
  });

  test('stops at the signal and keeps what was handed out', async () => {
    const controller = new AbortController();
    const inputs = Array.from({ length: 80 }, (_, index) =>
      toInput({ ...SAMPLE, input: `${SAMPLE.input} ${index}.` }, index),
    );
    const seen: string[] = [];
    const run = scoreSamples(model, inputs, {
      variant: 'superfiltering',
      maxLength: 1024,
      signal: controller.signal,
      onScored: (scored) => {
        seen.push(...scored.map(({ contentHash }) => contentHash));
        controller.abort();
      },
    });
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(seen.toSorted()).toEqual(
      inputs
        .slice(0, 32)
        .map(({ contentHash }) => contentHash)
        .toSorted(),
    );
  });
});
