import type { EntityType } from '../../core/corpus/corpus.ts';
import { escapeText, type EscapedText } from './escaped-text.ts';

/** A mention as the automaton places it: UTF-16 units of the input. */
export interface AnswerMention {
  readonly start: number;
  readonly end: number;
  readonly entityType: EntityType;
}

export interface AnswerConstraintOptions {
  readonly text: string;
  readonly entityTypes: readonly EntityType[];
}

interface MentionList {
  readonly mention: AnswerMention;
  readonly before: MentionList | undefined;
}

/** What every state remembers: the mentions finished so far, newest first. */
interface Progress {
  readonly mentions: MentionList | undefined;
}

/** A possible place of the name being written: bytes of the escaped text. */
interface Candidate {
  readonly start: number;
  readonly position: number;
}

export type AnswerState =
  | (Progress & { readonly phase: 'open' | 'first' | 'next' | 'done' })
  | (Progress & {
      readonly phase: 'literal';
      readonly literal: Literal;
      readonly position: number;
      readonly entityType?: EntityType;
    })
  | (Progress & { readonly phase: 'type'; readonly candidates: readonly number[]; readonly position: number })
  | (Progress & { readonly phase: 'name'; readonly entityType: EntityType; readonly candidates: readonly Candidate[] });

type Literal = 'entity-key' | 'name-key' | 'object-end' | 'separator';

const textEncoder = new TextEncoder();
const LITERALS: Readonly<Record<Literal, Uint8Array>> = {
  'entity-key': textEncoder.encode('"entity": "'),
  'name-key': textEncoder.encode(', "name": "'),
  'object-end': textEncoder.encode('}'),
  separator: textEncoder.encode(' {"entity": "'),
};
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const COMMA = 0x2c;
const QUOTE = 0x22;

/**
 * The language of answers to one input, byte by byte: a JSON array of `{"entity": type, "name": name}` in the default
 * template's spelling, where type is one of the asked types and name a piece of the input between word edges, in
 * order of appearance: each mention starts after the one before, or at the same place and ends later. The order gives
 * every mention its place without guessing: the first place that fits.
 */
export class AnswerAutomaton {
  readonly initial: AnswerState = { phase: 'open', mentions: undefined };
  private readonly escaped: EscapedText;
  private readonly types: readonly { readonly entityType: EntityType; readonly bytes: Uint8Array }[];

  constructor({ text, entityTypes }: AnswerConstraintOptions) {
    this.escaped = escapeText(text);
    this.types = entityTypes.map((entityType) => ({
      entityType,
      bytes: textEncoder.encode(JSON.stringify(entityType).slice(1, -1)),
    }));
  }

  /** The state after `byte`; undefined where it is not allowed. Every state returned can still reach `done`. */
  readonly step = (state: AnswerState, byte: number): AnswerState | undefined => {
    const { mentions } = state;
    switch (state.phase) {
      case 'open':
        return byte === OPEN_BRACKET ? { phase: 'first', mentions } : undefined;
      case 'first':
        if (byte === CLOSE_BRACKET) return { phase: 'done', mentions };
        if (byte !== OPEN_BRACE || !this.canOpenObject(mentions)) return undefined;
        return { phase: 'literal', literal: 'entity-key', position: 0, mentions };
      case 'next':
        if (byte === CLOSE_BRACKET) return { phase: 'done', mentions };
        if (byte !== COMMA || !this.canOpenObject(mentions)) return undefined;
        return { phase: 'literal', literal: 'separator', position: 0, mentions };
      case 'literal':
        return this.stepLiteral(state, byte);
      case 'type':
        return this.stepType(state, byte);
      case 'name':
        return this.stepName(state, byte);
      case 'done':
        return undefined;
      default:
        return state satisfies never;
    }
  };

  /** The mentions finished so far, in order. */
  static mentionsOf(state: AnswerState): readonly AnswerMention[] {
    const list: AnswerMention[] = [];
    for (let item = state.mentions; item !== undefined; item = item.before) list.push(item.mention);
    return list.reverse();
  }

  private stepLiteral(state: AnswerState & { phase: 'literal' }, byte: number): AnswerState | undefined {
    const bytes = LITERALS[state.literal];
    if (bytes[state.position] !== byte) return undefined;
    if (state.position + 1 < bytes.length) return { ...state, position: state.position + 1 };
    const { mentions } = state;
    switch (state.literal) {
      case 'entity-key':
      case 'separator':
        return { phase: 'type', candidates: this.types.map((_, index) => index), position: 0, mentions };
      case 'name-key':
        return state.entityType === undefined
          ? undefined
          : { phase: 'name', entityType: state.entityType, candidates: this.nameStarts(mentions), mentions };
      case 'object-end':
        return { phase: 'next', mentions };
      default:
        return state.literal satisfies never;
    }
  }

  private stepType(state: AnswerState & { phase: 'type' }, byte: number): AnswerState | undefined {
    const { position, mentions } = state;
    if (byte === QUOTE) {
      const complete = state.candidates.find((index) => this.types[index]?.bytes.length === position);
      const entityType = complete === undefined ? undefined : this.types[complete]?.entityType;
      if (entityType !== undefined) return { phase: 'literal', literal: 'name-key', position: 0, entityType, mentions };
    }
    const candidates = state.candidates.filter((index) => this.types[index]?.bytes[position] === byte);
    return candidates.length === 0 ? undefined : { phase: 'type', candidates, position: position + 1, mentions };
  }

  private stepName(state: AnswerState & { phase: 'name' }, byte: number): AnswerState | undefined {
    // A quote inside the text is escaped, so a bare one can only close the name.
    if (byte === QUOTE) {
      const chosen = state.candidates.find((candidate) => this.canEnd(candidate, state.mentions));
      if (chosen !== undefined) {
        const { unitAt } = this.escaped;
        const mention = { start: unitAt(chosen.start), end: unitAt(chosen.position), entityType: state.entityType };
        return { phase: 'literal', literal: 'object-end', position: 0, mentions: { mention, before: state.mentions } };
      }
    }
    const candidates: Candidate[] = [];
    for (const { start, position } of state.candidates) {
      if (this.escaped.bytes[position] === byte) candidates.push({ start, position: position + 1 });
    }
    return candidates.some((candidate) => this.canStillEnd(candidate)) ? { ...state, candidates } : undefined;
  }

  private canOpenObject(mentions: MentionList | undefined): boolean {
    return this.types.length > 0 && this.nameStarts(mentions).length > 0;
  }

  /** Where the next name may begin: at the last mention's start if a later end is left for it, or after it. */
  private nameStarts(mentions: MentionList | undefined): readonly Candidate[] {
    const { starts, unitAt, lastEnd } = this.escaped;
    const last = mentions?.mention;
    return starts
      .filter((start) => {
        if (start >= lastEnd) return false;
        if (last === undefined || unitAt(start) > last.start) return true;
        return unitAt(start) === last.start && unitAt(lastEnd) > last.end;
      })
      .map((start) => ({ start, position: start }));
  }

  private canEnd({ start, position }: Candidate, mentions: MentionList | undefined): boolean {
    const { isEnd, unitAt } = this.escaped;
    if (position <= start || !isEnd(position)) return false;
    const last = mentions?.mention;
    return last === undefined || unitAt(start) > last.start || unitAt(position) > last.end;
  }

  private canStillEnd({ position }: Candidate): boolean {
    return position <= this.escaped.lastEnd;
  }
}
