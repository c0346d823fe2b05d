import { passageKey } from '../../core/annotations/current-corpus.ts';
import type { Span } from '../../core/text/span.ts';
import type { Sample } from '../../core/samples/sample.ts';
import type { StudioState } from '../../studio/state.ts';
import { memoizeLast } from '../../studio/memoize-last.ts';
import { type ComparisonSide, differencesFrom, mentionsOfSide } from './comparison-sides.ts';
import type { FilterFacts } from './review-filter.ts';

type Conflict = StudioState['conflicts'][number];

const NONE: ReadonlySet<string> = new Set();

/** What a filter has to know of the project as it is at this moment. */
export function filterFacts(state: StudioState, side: ComparisonSide): FilterFacts {
  return {
    decisions: state.decisions,
    authors: () => authorsOf(state),
    differences: ({ sample }) => {
      // As it was then: a difference that is decided must not take the sample out of the table.
      const before = samplesById(state.samples).get(sample.id) ?? sample;
      const theirs = mentionsOfSide(state, before, side);
      return theirs === undefined ? [] : differencesFrom(before, theirs).map(({ kind }) => kind);
    },
    conflicting: () =>
      new Set(state.conflicts.flatMap((conflict) => sampleOfConflict(state.samples, conflict)?.id ?? [])),
    nearDuplicates: () => (state.nearDuplicates.kind === 'ready' ? state.nearDuplicates.sampleIds : NONE),
    seed: state.selectionOptions.seed,
  };
}

const samplesById = memoizeLast(
  (samples: readonly Sample[]): ReadonlyMap<string, Sample> => new Map(samples.map((sample) => [sample.id, sample])),
);

const samplesByPassage = memoizeLast((samples: readonly Sample[]): ReadonlyMap<string, readonly Sample[]> => {
  const byPassage = new Map<string, Sample[]>();
  for (const sample of samples) {
    const key = passageKey(sample);
    const ofPassage = byPassage.get(key);
    if (ofPassage === undefined) byPassage.set(key, [sample]);
    else ofPassage.push(sample);
  }
  return byPassage;
});

/** The sample that shows a conflict; undefined where its document is not open. */
export function sampleOfConflict(samples: readonly Sample[], conflict: Conflict): Sample | undefined {
  if (conflict.kind === 'decision') return samplesById(samples).get(conflict.sampleId);
  const place = placeOf(conflict);
  const ofPassage = samplesByPassage(samples).get(passageKey(conflict.passage)) ?? [];
  return ofPassage.find(({ span }) => place !== undefined && span.start <= place.start && place.end <= span.end);
}

function placeOf(conflict: Exclude<Conflict, { kind: 'decision' }>): Span | undefined {
  if (conflict.kind === 'overlap') return conflict.one.span;
  const { standing, other } = conflict;
  if (standing.kind === 'put') return standing.mention.span;
  return other.kind === 'put' ? other.mention.span : undefined;
}

/** Everyone who decided on a sample, noted something or edited it. */
function authorsOf({ samples, decisions, notes, undo }: StudioState): ReadonlyMap<string, ReadonlySet<string>> {
  const authors = new Map<string, Set<string>>();
  const add = (sampleId: string, author: string | undefined): void => {
    if (author === undefined) return;
    const known = authors.get(sampleId);
    if (known === undefined) authors.set(sampleId, new Set([author]));
    else known.add(author);
  };
  for (const { sampleId, author } of decisions.values()) add(sampleId, author);
  for (const { sampleId, author } of notes.values()) {
    // A note that was merged has several.
    for (const one of author.split(', ')) add(sampleId, one);
  }
  for (const { author, changes } of undo) {
    for (const change of changes) {
      if (change.kind !== 'mention') continue;
      const place = (change.after ?? change.before)?.span;
      if (place === undefined) continue;
      for (const { id, span } of samplesByPassage(samples).get(passageKey(change.passage)) ?? []) {
        if (span.start <= place.start && place.end <= span.end) add(id, author);
      }
    }
  }
  return authors;
}

/** Everyone there is, by name. */
export function allAuthors({ decisions, notes, undo, author }: StudioState): readonly string[] {
  const names = new Set<string>(author === undefined ? [] : [author]);
  for (const each of decisions.values()) if (each.author !== undefined) names.add(each.author);
  for (const each of notes.values()) for (const name of each.author.split(', ')) names.add(name);
  for (const each of undo) names.add(each.author);
  return [...names].toSorted();
}
