import type { EntityType } from '../../core/corpus/corpus.ts';
import { saveSetting } from '../state/save-settings.ts';
import type { StudioState } from '../state/state.ts';
import type { StudioContext } from '../state/studio-context.ts';

/**
 * Puts the types that a project has for the first time behind those that it had: what a type looks like goes by its
 * place, so that it stays when files come and go. Types that come at once are in order of their names.
 */
export function followTypes(context: StudioContext, now: StudioState, before: StudioState): void {
  const { corpus, sampleOptions, typeOrder } = now;
  if (corpus.kind !== 'ready' || (corpus === before.corpus && sampleOptions === before.sampleOptions)) return;
  const types = [...corpus.entityTypes.map(({ entityType }) => entityType), ...sampleOptions.entityTypes];
  const extended = extendTypeOrder(typeOrder, types);
  if (extended === typeOrder) return;
  context.set({ typeOrder: extended });
  void saveSetting(context, 'typeOrder', extended);
}

/** The same list where there is nothing to add. */
export function extendTypeOrder(order: readonly EntityType[], types: readonly EntityType[]): readonly EntityType[] {
  const known = new Set(order);
  const added = [...new Set(types)].filter((entityType) => !known.has(entityType));
  // By code units: the order must not depend on the machine's language.
  return added.length === 0 ? order : [...order, ...added.toSorted((a, b) => (a < b ? -1 : 1))];
}
