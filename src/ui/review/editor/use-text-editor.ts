import { useMemo, useState } from 'react';
import type { AnnotationEdit, EditOutcome, OpenPassage } from '../../../core/annotations/annotation-edit.ts';
import { deleteMention, relabelMention } from '../../../core/annotations/change-mention.ts';
import { createMention } from '../../../core/annotations/create-mention.ts';
import { describeRefusal } from '../../../core/annotations/describe-refusal.ts';
import { addPart, removePart } from '../../../core/annotations/mention-parts.ts';
import { moveEdge } from '../../../core/annotations/move-edge.ts';
import {
  growByCharacter,
  growByWord,
  moveByWord,
  nextWordEdge,
  type TextSelection,
  wordsBetween,
} from '../../../core/annotations/text-selection.ts';
import { wordSpans } from '../../../core/annotations/word-spans.ts';
import type { Mention } from '../../../core/corpus/corpus.ts';
import { isAnnotated } from '../../../core/samples/sample-state.ts';
import { nextCharacterBorder } from '../../../core/text/character-borders.ts';
import type { Span } from '../../../core/text/span.ts';
import { openPassageOf } from '../../../studio/review/review-passage.ts';
import type { OpenSample } from '../../../studio/state/slices/samples-slice.ts';
import { useReadStudio } from '../../common/studio-context.tsx';
import type { TextGesture } from './editable-text.tsx';
import { useDraft } from './use-draft.ts';

type Step = 1 | -1;

interface EditorState {
  /** What the rest is about; another sample on the screen begins anew. */
  readonly sampleId: string;
  readonly selection: TextSelection | undefined;
  readonly activeId: string | undefined;
  /** The selection was chosen character by character. */
  readonly exact: boolean;
  /** A further part of the active mention is being chosen. */
  readonly adding: boolean;
  /** Where a dragged edge would go. */
  readonly edge: { readonly edge: 'start' | 'end'; readonly to: number } | undefined;
  readonly message: { readonly words: string; readonly isRefusal: boolean };
}

export interface TextEditor {
  /** Of the sample, with what was done to them last. */
  readonly mentions: readonly Mention[];
  readonly selection: TextSelection | undefined;
  readonly active: Mention | undefined;
  readonly adding: boolean;
  readonly message: EditorState['message'];
  /** Selects the first word where nothing is selected. */
  readonly enter: () => void;
  readonly moveWord: (step: Step) => void;
  readonly grow: (step: Step, by: 'word' | 'character') => void;
  /** False at the last mention, so that the key may go on to the next control. */
  readonly nextMention: (step: Step) => boolean;
  readonly activate: (mentionId: string) => void;
  /** Labels the selection, or relabels the active mention. */
  readonly label: (entityType: string) => void;
  readonly remove: () => void;
  readonly pushEdge: (edge: 'start' | 'end', step: Step, by: 'word' | 'character') => void;
  /** Begins to choose a further part of the active mention, and adds it when called again. */
  readonly addPart: () => void;
  readonly removePart: () => void;
  /** Leaves choosing a part; false where there is nothing to leave. */
  readonly cancel: () => boolean;
  readonly gesture: (gesture: TextGesture) => void;
  /** Does what an operation of `core/annotations` gives, and says it. */
  readonly perform: (operate: (passage: OpenPassage) => EditOutcome, reason?: string) => void;
  /** The selection labelled with a type that is not asked for yet, to be done once it is; undefined where it cannot be. */
  readonly labelled: (entityType: string) => AnnotationEdit | undefined;
}

const SETTLED = 'The sample counts as annotated now.';
const SILENT = { words: '', isRefusal: false };

/** What is selected in a sample's text and what is done to its mentions; all places are in its input. */
export function useTextEditor(open: OpenSample): TextEditor {
  const { sample, place } = open.row;
  const readStudio = useReadStudio();
  const draft = useDraft(sample);
  const { mentions } = draft;
  const words = useMemo(() => wordSpans(sample.input), [sample.input]);
  const empty: EditorState = {
    sampleId: sample.id,
    selection: undefined,
    activeId: undefined,
    exact: false,
    adding: false,
    edge: undefined,
    message: SILENT,
  };
  const [stored, setState] = useState(empty);
  const state = stored.sampleId === sample.id ? stored : empty;
  const { text, start: offset } = { text: sample.input, start: sample.span.start };
  const active = mentions.find(({ id }) => id === state.activeId);
  const selection = shownSelection(state, active);

  const put = (change: Partial<EditorState>) => {
    setState({ ...state, message: SILENT, ...change });
  };
  const choose = (next: TextSelection | undefined, exact = false) => {
    if (next === undefined) return;
    const keepsMention = state.adding ? state.activeId : undefined;
    put({ selection: next, exact, activeId: keepsMention, message: { words: quote(text, next), isRefusal: false } });
  };
  const activate = (mention: Mention) => {
    put({
      activeId: mention.id,
      selection: { ...mention.span, head: 'end' },
      adding: false,
      edge: undefined,
      message: { words: `${mention.entityType}: ${mention.quote}`, isRefusal: false },
    });
  };
  const refuse = (reason: Parameters<typeof describeRefusal>[0]) => {
    put({ adding: false, edge: undefined, message: { words: describeRefusal(reason), isRefusal: true } });
  };
  const perform: TextEditor['perform'] = (operate, reason) => {
    draft.settle();
    // As the edit before left it.
    const now = readStudio().opened.get(place) ?? open;
    const outcome = operate(openPassageOf(now));
    if (outcome.kind === 'refused') {
      refuse(outcome.reason);
      return;
    }
    const { label, changes } = outcome.edit;
    const isSettled = !isAnnotated(now.row.sample);
    draft.edit(outcome.edit, reason, isSettled ? sample.id : undefined);
    const after = changes[0]?.after;
    put({
      activeId: after?.id,
      selection: after === undefined ? selection : shiftSelection(after.span, -offset),
      adding: false,
      edge: undefined,
      message: { words: isSettled ? `${label}. ${SETTLED}` : label, isRefusal: false },
    });
  };
  const toPassage = (span: Span): Span => ({ start: span.start + offset, end: span.end + offset });
  const at = selection ?? { start: 0, end: 0, head: 'end' as const };

  return {
    mentions,
    selection,
    active,
    adding: state.adding,
    message: state.message,
    perform,
    enter: () => {
      if (selection === undefined) choose(firstWord(words));
    },
    moveWord: (step) => {
      choose(selection === undefined ? firstWord(words) : moveByWord(words, at, step));
    },
    grow: (step, by) => {
      if (selection === undefined) choose(firstWord(words));
      else if (by === 'word') choose(growByWord(words, selection, step));
      else choose(growByCharacter(text, selection, step), true);
    },
    nextMention: (step) => {
      const next = mentionFrom(mentions, { active, selection, step });
      if (next !== undefined) activate(next);
      return next !== undefined;
    },
    activate: (mentionId) => {
      const mention = mentions.find(({ id }) => id === mentionId);
      if (mention !== undefined) activate(mention);
    },
    label: (entityType) => {
      if (active !== undefined && !state.adding) perform((passage) => relabelMention(passage, active.id, entityType));
      else perform((passage) => createMention(passage, toPassage(at), { entityType, exact: state.exact }));
    },
    labelled: (entityType) => {
      draft.settle();
      const passage = openPassageOf(readStudio().opened.get(place) ?? open);
      const outcome =
        active !== undefined && !state.adding
          ? relabelMention(passage, active.id, entityType)
          : createMention(passage, toPassage(at), { entityType, exact: state.exact });
      if (outcome.kind === 'edit') return outcome.edit;
      refuse(outcome.reason);
      return undefined;
    },
    remove: () => {
      if (active === undefined) refuse('no-such-mention');
      else perform((passage) => deleteMention(passage, active.id));
    },
    pushEdge: (edge, step, by) => {
      if (active === undefined) {
        refuse('no-such-mention');
        return;
      }
      const from = active.span[edge];
      const to = by === 'word' ? nextWordEdge(words, edge, { at: from, step }) : nextCharacterBorder(text, from, step);
      perform((passage) => moveEdge(passage, active.id, { edge, to: to + offset }));
    },
    addPart: () => {
      if (active === undefined) refuse('no-such-mention');
      else if (!state.adding) {
        put({ adding: true, message: { words: 'Choose the other part, then press f.', isRefusal: false } });
      } else perform((passage) => addPart(passage, active.id, toPassage(at)));
    },
    removePart: () => {
      if (active === undefined) refuse('no-such-mention');
      else perform((passage) => removePart(passage, active.id, at.start + offset));
    },
    cancel: () => {
      if (!state.adding) return false;
      if (active !== undefined) activate(active);
      return true;
    },
    gesture: (gesture) => {
      switch (gesture.kind) {
        case 'select': {
          const exactSpan = exactSelection(gesture.from, gesture.to);
          choose(gesture.exact ? exactSpan : wordsBetween(words, gesture.from, gesture.to), gesture.exact);
          break;
        }
        case 'click': {
          const hit = mentionAt(mentions, gesture.at, active);
          if (hit !== undefined && !state.adding) activate(hit);
          else choose(wordsBetween(words, gesture.at, gesture.at));
          break;
        }
        case 'drag-edge': {
          if (active === undefined) break;
          const { edge, to, exact } = gesture;
          put({ edge: { edge, to: exact ? to : snapEdge(words, edge, to) } });
          break;
        }
        case 'drop-edge': {
          const { edge } = state;
          if (active === undefined || edge === undefined) break;
          perform((passage) => moveEdge(passage, active.id, { edge: edge.edge, to: edge.to + offset }));
          break;
        }
        default:
          gesture satisfies never;
      }
    },
  };
}

function shownSelection(state: EditorState, active: Mention | undefined): TextSelection | undefined {
  if (active === undefined || state.adding) return state.selection;
  const start = state.edge?.edge === 'start' ? state.edge.to : active.span.start;
  const end = state.edge?.edge === 'end' ? state.edge.to : active.span.end;
  return start < end ? { start, end, head: 'end' } : { ...active.span, head: 'end' };
}

function firstWord(words: readonly Span[]): TextSelection | undefined {
  const [first] = words;
  return first && { ...first, head: 'end' };
}

function shiftSelection({ start, end }: Span, by: number): TextSelection {
  return { start: start + by, end: end + by, head: 'end' };
}

function quote(text: string, { start, end }: Span): string {
  return text.slice(start, end);
}

function exactSelection(from: number, to: number): TextSelection {
  return { start: Math.min(from, to), end: Math.max(from, to), head: to < from ? 'start' : 'end' };
}

/** By place, an outer one before the inner ones: the order of Tab. */
function inTabOrder(mentions: readonly Mention[]): readonly Mention[] {
  return mentions.toSorted(
    (one, other) => one.span.start - other.span.start || other.span.end - one.span.end || (one.id < other.id ? -1 : 1),
  );
}

function mentionFrom(
  mentions: readonly Mention[],
  from: { readonly active: Mention | undefined; readonly selection: Span | undefined; readonly step: Step },
): Mention | undefined {
  const ordered = inTabOrder(mentions);
  const { active, selection, step } = from;
  if (active !== undefined) return ordered[ordered.indexOf(active) + step];
  if (selection === undefined) return step === 1 ? ordered[0] : undefined;
  return step === 1
    ? ordered.find(({ span }) => span.start >= selection.start || span.end > selection.start)
    : ordered.findLast(({ span }) => span.start < selection.start);
}

/** The innermost mention at a place; the next outer one where the inner is active already. */
function mentionAt(mentions: readonly Mention[], at: number, active: Mention | undefined): Mention | undefined {
  const hits = mentions
    .filter(({ span, fragments }) => (fragments ?? [span]).some((piece) => piece.start <= at && at <= piece.end))
    .toSorted((one, other) => one.span.end - one.span.start - (other.span.end - other.span.start));
  const place = active === undefined ? -1 : hits.findIndex(({ id }) => id === active.id);
  return hits[(place + 1) % Math.max(1, hits.length)];
}

function snapEdge(words: readonly Span[], edge: 'start' | 'end', to: number): number {
  const edges = words.map((word) => word[edge]);
  return edges.reduce((best, each) => (Math.abs(each - to) < Math.abs(best - to) ? each : best), edges[0] ?? to);
}
