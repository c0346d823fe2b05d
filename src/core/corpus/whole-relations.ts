import type { DataIssue } from '../issue.ts';
import type { Document, Relation } from './corpus.ts';

export interface SortedRelations {
  /** Those whose arguments are all there, in their order. */
  readonly whole: readonly Relation[];
  readonly broken: readonly { readonly relation: Relation; readonly missing: readonly string[] }[];
}

/**
 * Holds relations against the mentions of their document. One that another, broken one is an argument of is broken too;
 * concept ids need no mention.
 */
export function sortRelations({ relations = [], passages }: Document): SortedRelations {
  if (relations.length === 0) return { whole: [], broken: [] };
  const mentionIds = new Set(passages.flatMap(({ mentions }) => mentions.map(({ id }) => id)));
  const broken: { readonly relation: Relation; readonly missing: readonly string[] }[] = [];
  let whole = relations;
  for (;;) {
    const relationIds = new Set(whole.map(({ id }) => id));
    const left: Relation[] = [];
    for (const relation of whole) {
      const missing = relation.arguments.flatMap(({ kind, target }) => {
        const isThere = kind === 'concept' || (kind === 'mention' ? mentionIds : relationIds).has(target);
        return isThere ? [] : [target];
      });
      if (missing.length > 0) broken.push({ relation, missing });
      else left.push(relation);
    }
    if (left.length === whole.length) return { whole, broken };
    whole = left;
  }
}

/** The document with its whole relations only; the others are listed. The same object where all are whole. */
export function keepWholeRelations(document: Document, issues: DataIssue[]): Document {
  const { whole, broken } = sortRelations(document);
  if (broken.length === 0) return document;
  for (const { relation, missing } of broken) {
    const names = missing.map((target) => target || 'no id').join(', ');
    issues.push({
      code: 'relation-without-mention',
      severity: 'error',
      file: document.source,
      documentId: document.id,
      found: `${relation.relationType} ${relation.id} of ${names}`,
      expected: 'mentions or relations with these ids in the same document',
    });
  }
  const { relations: _, ...rest } = document;
  return whole.length === 0 ? rest : { ...rest, relations: whole };
}
