import type { SampleLocator } from '../../../storage/contract/sample-answers.ts';
import type { ReviewChange } from '../../../core/merge/review-step.ts';
import { locatorOfConflict } from '../../common/text/locator-of-conflict.ts';
import type { StudioState } from '../../../studio/state/state.ts';

/** Where the sample that shows a change is found; undefined where it has no place. */
export function locatorOfChange(change: ReviewChange): SampleLocator | undefined {
  if (change.kind === 'versions') return undefined;
  if (change.kind === 'conflict') return locatorOfConflict(change.conflict);
  if (change.kind === 'selection') return undefined;
  if (change.kind !== 'mention') return change.sampleId;
  const span = (change.after ?? change.before)?.span;
  return span && { passage: change.passage, span };
}

/** Where everything is found that somebody decided, noted, marked or edited. */
export function locatorsOfAuthor(
  { decisions, notes, marks, undo }: StudioState,
  name: string,
): readonly SampleLocator[] {
  const found: SampleLocator[] = [];
  for (const { sampleId, author } of decisions.values()) if (author === name) found.push(sampleId);
  for (const { sampleId, author } of marks.values()) if (author === name) found.push(sampleId);
  // A note that was merged has several.
  for (const { sampleId, author } of notes.values()) if (author.split(', ').includes(name)) found.push(sampleId);
  for (const { author, changes } of undo) {
    if (author !== name) continue;
    for (const change of changes) {
      const locator = change.kind === 'mention' ? locatorOfChange(change) : undefined;
      if (locator !== undefined) found.push(locator);
    }
  }
  return found;
}

/** Everyone there is, by name. */
export function allAuthors({ decisions, notes, marks, undo, author }: StudioState): readonly string[] {
  const names = new Set<string>(author === undefined ? [] : [author]);
  for (const each of decisions.values()) if (each.author !== undefined) names.add(each.author);
  for (const each of marks.values()) names.add(each.author);
  for (const each of notes.values()) for (const name of each.author.split(', ')) names.add(name);
  for (const each of undo) names.add(each.author);
  return [...names].toSorted();
}
