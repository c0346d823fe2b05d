import type { EntityType } from '../../core/corpus/corpus.ts';
import { AnswerAutomaton, type AnswerMention, type AnswerState } from './answer-automaton.ts';
import { connectShape, ENTITY_OBJECTS, type AnswerShape } from './answer-shape.ts';
import type { ByteTrie } from './byte-trie.ts';
import type { NameEdges } from './escaped-text.ts';
import type { MentionOrder } from './open-places.ts';

/** What an answer may be; the defaults are those of training data. */
export interface AnswerRules {
  /** Where names may begin and end; `word` by default. */
  readonly edges?: NameEdges;
  /** Whether mentions must stand in the answer as in the text, which gives each its place; `appearance` by default. */
  readonly order?: MentionOrder;
  readonly shape?: AnswerShape;
}

/**
 * The answers to one question in the tokens of one vocabulary: which tokens may come next, and what they have said so
 * far. States are immutable.
 */
export class AnswerConstraint {
  readonly initial: AnswerState;
  readonly #vocabulary: ByteTrie;
  readonly #automaton: AnswerAutomaton;

  /** @throws Error when the vocabulary has no tokens for the answer's skeleton. */
  constructor(
    vocabulary: ByteTrie,
    question: { readonly text: string; readonly entityTypes: readonly EntityType[] },
    rules: AnswerRules = {},
  ) {
    const { edges = 'word', order = 'appearance', shape = ENTITY_OBJECTS } = rules;
    const canSpell = (bytes: Uint8Array): boolean => vocabulary.canSpell(bytes);
    const { first, after } = connectShape(shape, question.entityTypes);
    const characters = new Set([...first, ...after.flat()].flatMap(({ text }) => [...text]));
    const unspelled = [...characters].find((character) => !canSpell(new TextEncoder().encode(character)));
    if (unspelled !== undefined) throw new Error(`no token of the model spells ${JSON.stringify(unspelled)}`);
    this.#vocabulary = vocabulary;
    this.#automaton = new AnswerAutomaton({ ...question, edges, order, shape, canSpell });
    this.initial = this.#automaton.initial;
  }

  /** Ids of the tokens that may come next, in no particular order; none when the answer is whole. */
  allowed(state: AnswerState): readonly number[] {
    return this.#vocabulary.collect(state, this.#automaton.branches);
  }

  /** The state behind a token; undefined where it is not allowed. */
  advance(state: AnswerState, id: number): AnswerState | undefined {
    const bytes = this.#vocabulary.bytesOf(id);
    if (bytes === undefined || bytes.length === 0) return undefined;
    let reached: AnswerState | undefined = state;
    for (const byte of bytes) {
      reached = this.#automaton.step(reached, byte);
      if (reached === undefined) return undefined;
    }
    return reached;
  }

  /** The mentions finished so far, in the answer's order. @param from leaves out as many. */
  mentionsOf(state: AnswerState, from = 0): readonly AnswerMention[] {
    return this.#automaton.mentionsOf(state, from);
  }

  /** The answer of the finished mentions: what was written if the state is `done`, else closed behind the last one. */
  answerOf(state: AnswerState): string {
    return this.#automaton.answerOf(state);
  }
}
