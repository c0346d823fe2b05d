import type { AnswerMention, AnswerState } from '../constraint/answer-automaton.ts';
import type { AnswerConstraint } from '../constraint/answer-constraint.ts';
import type { TextTokenizer } from '../tokenizer.ts';

/** How one answer comes about, token by token: under its constraint, or freely. States are immutable. */
export interface AnswerWriting {
  readonly initial: WritingState;
  /** Ids of the tokens that may come next; `all` of the vocabulary when nothing is forbidden. */
  allowed(state: WritingState): readonly number[] | 'all';
  /** @throws Error when the token is not allowed. */
  advance(state: WritingState, id: number): WritingState;
  /** Mentions finished so far but for the first `from`. */
  mentionsOf(state: WritingState, from: number): readonly AnswerMention[];
  /** What has been written; of an answer that is not done, what there is of it that is whole. */
  answerOf(state: WritingState): string;
}

export type WritingState =
  | { readonly kind: 'constrained'; readonly isDone: boolean; readonly state: AnswerState }
  | { readonly kind: 'free'; readonly isDone: boolean; readonly ids: readonly number[] };

export function writeConstrained(constraint: AnswerConstraint): AnswerWriting {
  const wrap = (state: AnswerState): WritingState => ({
    kind: 'constrained',
    isDone: state.phase === 'done',
    state,
  });
  const unwrap = (state: WritingState): AnswerState => {
    if (state.kind !== 'constrained') throw new Error('a state of free writing');
    return state.state;
  };
  return {
    initial: wrap(constraint.initial),
    allowed: (state) => constraint.allowed(unwrap(state)),
    advance: (state, id) => {
      const reached = constraint.advance(unwrap(state), id);
      if (reached === undefined) throw new Error(`token ${id} is not allowed here`);
      return wrap(reached);
    },
    mentionsOf: (state, from) => constraint.mentionsOf(unwrap(state), from),
    answerOf: (state) => constraint.answerOf(unwrap(state)),
  };
}

/** Whatever the model likes, up to an end token or to the bracket that closes the first one. */
export function writeFreely(tokenizer: TextTokenizer, endTokenIds: readonly number[]): AnswerWriting {
  const idsOf = (state: WritingState): readonly number[] => {
    if (state.kind !== 'free') throw new Error('a state of constrained writing');
    return state.ids;
  };
  return {
    initial: { kind: 'free', isDone: false, ids: [] },
    allowed: () => 'all',
    advance: (state, id) => {
      if (endTokenIds.includes(id)) return { ...state, isDone: true };
      const ids = [...idsOf(state), id];
      return { kind: 'free', ids, isDone: isClosed(tokenizer.decode(ids)) };
    },
    mentionsOf: () => [],
    answerOf: (state) => tokenizer.decode(idsOf(state)),
  };
}

/** Whether every bracket that was opened is closed again; brackets inside strings do not count. */
function isClosed(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i];
    if (inString) {
      if (character === '\\') i += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') {
      depth -= 1;
      if (depth === 0) return true;
    }
  }
  return false;
}
