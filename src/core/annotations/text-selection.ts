import { nextCharacterBorder } from '../text/character-borders.ts';
import type { Span } from '../text/span.ts';

/** Selected text; `head` is the edge that keys move. */
export interface TextSelection extends Span {
  readonly head: 'start' | 'end';
}

type Step = 1 | -1;

/** The whole next or previous word; the first or last one stays where there is no further. */
export function moveByWord(words: readonly Span[], from: Span, step: Step): TextSelection | undefined {
  const next =
    step === 1 ? words.find(({ start }) => start >= Math.max(from.end, from.start + 1)) : lastBefore(words, from.start);
  const word = next ?? (step === 1 ? words.at(-1) : words[0]);
  return word && { start: word.start, end: word.end, head: step === 1 ? 'end' : 'start' };
}

/** Moves the head to the next word's edge, over the other edge where it has to: growing turns into shrinking there. */
export function growByWord(words: readonly Span[], selection: TextSelection, step: Step): TextSelection {
  const { start, end, head } = selection;
  if (head === 'end') {
    if (step === 1) return { ...selection, end: words.find((word) => word.end > end)?.end ?? end };
    const shorter = words.findLast((word) => word.end < end)?.end ?? start;
    return shorter > start ? { ...selection, end: shorter } : turn(words, selection, step);
  }
  if (step === -1) return { ...selection, start: lastBefore(words, start)?.start ?? start };
  const later = words.find((word) => word.start > start)?.start ?? end;
  return later < end ? { ...selection, start: later } : turn(words, selection, step);
}

/** Moves the head by one character; a selection keeps at least one. */
export function growByCharacter(text: string, selection: TextSelection, step: Step): TextSelection {
  const { start, end, head } = selection;
  const moved = nextCharacterBorder(text, head === 'end' ? end : start, step);
  if (head === 'end') {
    if (moved > start) return { ...selection, end: moved };
    return { start: nextCharacterBorder(text, start, -1), end, head: 'start' };
  }
  if (moved < end) return { ...selection, start: moved };
  return { start, end: nextCharacterBorder(text, end, 1), head: 'end' };
}

/** Selects from one place to another, both extended to whole words, as dragging does. */
export function wordsBetween(words: readonly Span[], from: number, to: number): TextSelection {
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  const touched = words.filter(({ start, end }) => start <= high && end >= low && (end > low || start >= high));
  const first = touched[0];
  const last = touched.at(-1);
  const head = to < from ? 'start' : 'end';
  if (first === undefined || last === undefined) return { start: low, end: high, head };
  return { start: Math.min(first.start, low), end: Math.max(last.end, high), head };
}

/** An edge moved to the next word's edge outwards or inwards. */
export function nextWordEdge(words: readonly Span[], edge: 'start' | 'end', from: { at: number; step: Step }): number {
  const { at, step } = from;
  const edges = words.map((word) => word[edge]);
  return (step === 1 ? edges.find((each) => each > at) : edges.findLast((each) => each < at)) ?? at;
}

/** At the head's own edge it starts to grow to the other side. */
function turn(words: readonly Span[], { start, end }: Span, step: Step): TextSelection {
  if (step === -1) return { start: lastBefore(words, start)?.start ?? start, end, head: 'start' };
  return { start, end: words.find((word) => word.end > end)?.end ?? end, head: 'end' };
}

function lastBefore(words: readonly Span[], offset: number): Span | undefined {
  return words.findLast(({ start }) => start < offset);
}
