import type { EntityType } from '../../core/corpus/corpus.ts';
import type { Span } from '../../core/text/span.ts';
import { connectShape, renderShape, type AnswerShape, type Connection } from './answer-shape.ts';
import { escapeText, type EscapedText, type EscapeOptions } from './escaped-text.ts';
import { OpenPlaces, type MentionOrder, type UsedPlace } from './open-places.ts';

/** A mention as the automaton places it; in free order its span is only the first place that its name fits. */
export interface AnswerMention {
  readonly entityType: EntityType;
  readonly name: string;
  /** UTF-16 units of the input. */
  readonly span: Span;
}

export interface AutomatonOptions extends EscapeOptions {
  readonly text: string;
  /** In the order of the question; one that comes twice counts once. */
  readonly entityTypes: readonly EntityType[];
  readonly order: MentionOrder;
  readonly shape: AnswerShape;
}

/** Finished mentions, newest first. */
interface MentionList {
  readonly mention: AnswerMention;
  readonly place: UsedPlace;
  readonly before: MentionList | undefined;
  readonly count: number;
}

/** What every state remembers. */
interface Progress {
  readonly mentions: MentionList | undefined;
  /** Mentions in front of the list being written. */
  readonly listStart: number;
}

interface CompiledConnection extends Connection {
  readonly bytes: Uint8Array;
}

/** A state of the automaton: immutable, so that several continuations may start from it. */
export type AnswerState =
  | (Progress & {
      /** Between names: `options` agree on the bytes before `position`. */
      readonly phase: 'skeleton';
      readonly options: readonly CompiledConnection[];
      readonly position: number;
    })
  | (Progress & {
      readonly phase: 'name';
      readonly typeIndex: number;
      readonly places: OpenPlaces;
      /** Bytes of the name so far. */
      readonly length: number;
      /** Byte offsets in the text behind each place where those bytes stand. */
      readonly positions: readonly number[];
    })
  | (Progress & { readonly phase: 'done' });

export interface Branch {
  readonly byte: number;
  readonly state: AnswerState;
}

const QUOTE = 0x22;

/**
 * The language of answers to one input, byte by byte: JSON in a shape's exact spelling, where a type is one of those
 * asked and a name a piece of the input between edges. Every state can still reach `done`, where the answer is whole.
 */
export class AnswerAutomaton {
  readonly initial: AnswerState;
  readonly #options: AutomatonOptions;
  readonly #entityTypes: readonly EntityType[];
  readonly #escaped: EscapedText;
  readonly #after: readonly (readonly CompiledConnection[])[];

  constructor(options: AutomatonOptions) {
    this.#options = options;
    this.#entityTypes = [...new Set(options.entityTypes)];
    this.#escaped = escapeText(options.text, options);
    const { first, after } = connectShape(options.shape, this.#entityTypes);
    this.#after = after.map(compile);
    this.initial = this.#enterSkeleton(compile(first), { mentions: undefined, listStart: 0 });
  }

  /** Every byte that may come next, once, with the state behind it. */
  readonly branches = (state: AnswerState): readonly Branch[] => {
    switch (state.phase) {
      case 'skeleton':
        return this.#skeletonBranches(state);
      case 'name':
        return this.#nameBranches(state);
      case 'done':
        return [];
      default:
        return state satisfies never;
    }
  };

  /** The state behind `byte`; undefined where it is not allowed. */
  step(state: AnswerState, byte: number): AnswerState | undefined {
    return this.branches(state).find((branch) => branch.byte === byte)?.state;
  }

  /** The mentions finished so far, in the answer's order. @param from leaves out as many. */
  mentionsOf(state: AnswerState, from = 0): readonly AnswerMention[] {
    const found: AnswerMention[] = [];
    for (let list = state.mentions; list !== undefined && list.count > from; list = list.before)
      found.push(list.mention);
    return found.reverse();
  }

  /** The answer of the finished mentions: what was written if the state is `done`, else closed behind the last one. */
  answerOf(state: AnswerState): string {
    return renderShape(this.#options.shape, this.#entityTypes, this.mentionsOf(state));
  }

  #skeletonBranches(state: AnswerState & { phase: 'skeleton' }): readonly Branch[] {
    const { options, position, mentions, listStart } = state;
    const byByte = new Map<number, CompiledConnection[]>();
    for (const option of options) {
      const byte = option.bytes[position] ?? -1;
      const agreeing = byByte.get(byte);
      if (agreeing === undefined) byByte.set(byte, [option]);
      else agreeing.push(option);
    }
    return [...byByte].map(([byte, agreeing]) => {
      const complete = agreeing.find(({ bytes }) => bytes.length === position + 1);
      if (complete === undefined) {
        return { byte, state: { phase: 'skeleton', options: agreeing, position: position + 1, mentions, listStart } };
      }
      return { byte, state: this.#leaveSkeleton(complete, { mentions, listStart }) };
    });
  }

  #leaveSkeleton({ typeIndex, beginsList }: Connection, progress: Progress): AnswerState {
    if (typeIndex === undefined) return { phase: 'done', ...progress };
    const { mentions } = progress;
    const listStart = beginsList ? (mentions?.count ?? 0) : progress.listStart;
    const places = this.#openPlaces({ mentions, listStart });
    return { phase: 'name', typeIndex, places, length: 0, positions: places.starts(), mentions, listStart };
  }

  #nameBranches(state: AnswerState & { phase: 'name' }): readonly Branch[] {
    const { places, length } = state;
    const byByte = new Map<number, number[]>();
    let closing: number | undefined;
    for (const position of state.positions) {
      const start = position - length;
      if (closing === undefined && places.canEnd(start, position)) closing = start;
      if (!places.canReach(start, position + 1)) continue;
      const byte = this.#escaped.bytes[position];
      if (byte === undefined) continue;
      const sharing = byByte.get(byte);
      if (sharing === undefined) byByte.set(byte, [position + 1]);
      else sharing.push(position + 1);
    }
    const branches: Branch[] = [];
    for (const [byte, positions] of byByte) {
      branches.push({ byte, state: { ...state, length: length + 1, positions } });
    }
    // A quote inside the text is escaped, so a bare one can only close the name.
    if (closing !== undefined) branches.push({ byte: QUOTE, state: this.#closeName(state, closing) });
    return branches;
  }

  #closeName(state: AnswerState & { phase: 'name' }, start: number): AnswerState {
    const { typeIndex, length, listStart, mentions: before } = state;
    const { unitAt } = this.#escaped;
    const span = { start: unitAt(start), end: unitAt(start + length) };
    const entityType = this.#entityTypes[typeIndex];
    const connections = this.#after[typeIndex];
    if (entityType === undefined || connections === undefined) throw new Error(`there is no type ${typeIndex}`);
    const mention = { entityType, name: this.#options.text.slice(span.start, span.end), span };
    const place = { start, end: start + length };
    const mentions = { mention, place, before, count: (before?.count ?? 0) + 1 };
    return this.#enterSkeleton(connections, { mentions, listStart });
  }

  /** Leaves out what would lead to a name that has no place left. */
  #enterSkeleton(connections: readonly CompiledConnection[], progress: Progress): AnswerState {
    const canGoOn = !this.#openPlaces(progress).isEmpty;
    const canBegin = this.#escaped.starts.length > 0;
    const options = connections.filter(({ typeIndex, beginsList }) => {
      return typeIndex === undefined || (beginsList ? canBegin : canGoOn);
    });
    return { phase: 'skeleton', options, position: 0, ...progress };
  }

  #openPlaces({ mentions, listStart }: Progress): OpenPlaces {
    const used: UsedPlace[] = [];
    for (let list = mentions; list !== undefined && list.count > listStart; list = list.before) used.push(list.place);
    return new OpenPlaces(this.#escaped, this.#options.order, used);
  }
}

function compile(connections: readonly Connection[]): readonly CompiledConnection[] {
  return connections.map((connection) => ({ ...connection, bytes: new TextEncoder().encode(connection.text) }));
}
