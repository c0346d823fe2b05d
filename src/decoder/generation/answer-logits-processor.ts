import type { EntityType } from '../../core/corpus/corpus.ts';
import type { AnswerMention, AnswerState } from '../constraint/answer-automaton.ts';
import { AnswerConstraint, type AnswerRules } from '../constraint/answer-constraint.ts';
import type { ByteTrie } from '../constraint/byte-trie.ts';

/** The part of transformers.js's tensor that is read and written: logits of a batch, f32 [B, vocab]. */
interface LogitsTensor {
  readonly dims: readonly number[];
  readonly data: unknown;
}

/**
 * A logits processor for `generate` of transformers.js: a function, as its list of processors calls them, with
 * `_call`, by which its types know them. One serves one call of `generate`.
 */
export interface AnswerLogitsProcessor {
  <Logits extends LogitsTensor>(inputIds: readonly (readonly bigint[])[], logits: Logits): Logits;
  _call<Logits extends LogitsTensor>(inputIds: readonly (readonly bigint[])[], logits: Logits): Logits;
  /**
   * The answers, from what `generate` returned: ids of prompts and answers, row by row. One that was cut ends behind
   * its last finished mention.
   */
  read(sequences: readonly (readonly bigint[])[]): readonly {
    readonly answer: string;
    readonly mentions: readonly AnswerMention[];
    readonly isWhole: boolean;
  }[];
}

export interface LogitsProcessorOptions extends AnswerRules {
  /** Of the model's own tokenizer: `loadTokenizer(…).byteTrie()`. */
  readonly vocabulary: ByteTrie;
  /** What may follow a whole answer; where there is none, `generate` writes on to its limit, and that is not read. */
  readonly endTokenIds: readonly number[];
  /** One for each row of the batch. */
  readonly questions: readonly { readonly text: string; readonly entityTypes: readonly EntityType[] }[];
}

interface Row {
  readonly constraint: AnswerConstraint;
  state: AnswerState;
  /** Ids of the sequence that are behind `state`; the prompt's at first. */
  readCount: number | undefined;
}

/** Holds the answers of a transformers.js model to the constraint: logits of tokens that may not come become -Infinity. */
export function createAnswerLogitsProcessor(options: LogitsProcessorOptions): AnswerLogitsProcessor {
  const { vocabulary, endTokenIds, questions } = options;
  const rows = questions.map((question): Row => {
    const constraint = new AnswerConstraint(vocabulary, question, options);
    return { constraint, state: constraint.initial, readCount: undefined };
  });

  const follow = (row: Row, ids: readonly bigint[]): void => {
    for (const id of ids.slice(row.readCount)) {
      // What follows a whole answer is an end token or the padding behind it.
      if (row.state.phase === 'done') break;
      const reached = row.constraint.advance(row.state, Number(id));
      if (reached === undefined) throw new Error(`token ${id} is not allowed here, yet was chosen`);
      row.state = reached;
    }
    row.readCount = ids.length;
  };

  const restrict = <Logits extends LogitsTensor>(inputIds: readonly (readonly bigint[])[], logits: Logits): Logits => {
    const { data } = logits;
    if (!(data instanceof Float32Array)) throw new Error('logits have to be f32');
    if (inputIds.length !== rows.length) throw new Error(`${inputIds.length} sequences, ${rows.length} questions`);
    const width = data.length / rows.length;
    rows.forEach((row, index) => {
      const ids = inputIds[index] ?? [];
      // The first call sees the prompt alone.
      row.readCount ??= ids.length;
      follow(row, ids);
      const isDone = row.state.phase === 'done';
      if (isDone && endTokenIds.length === 0) return;
      const own = data.subarray(index * width, (index + 1) * width);
      const allowed = isDone ? endTokenIds : row.constraint.allowed(row.state);
      const kept = allowed.map((id) => own[id] ?? -Infinity);
      own.fill(-Infinity);
      allowed.forEach((id, place) => (own[id] = kept[place] ?? -Infinity));
    });
    return logits;
  };

  return Object.assign(restrict, {
    _call: restrict,
    read: (sequences: readonly (readonly bigint[])[]) =>
      rows.map((row, index) => {
        follow(row, sequences[index] ?? []);
        const { constraint, state } = row;
        return {
          answer: constraint.answerOf(state),
          mentions: constraint.mentionsOf(state),
          isWhole: state.phase === 'done',
        };
      }),
  });
}
