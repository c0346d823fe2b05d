import { UNTYPED, type Relation, type RelationArgument } from '../../corpus/corpus.ts';
import { createUniqueIds } from '../../corpus/unique-ids.ts';
import { isJsonObject, objectsOf, textOf, type JsonObject } from '../json/json-value.ts';

/** Names of the infon that is a relation's type. */
const TYPE_KEYS = ['type', 'relation'];

/** The relations of a BioC document, wherever in it they stand. */
export function findRelations(document: JsonObject): readonly JsonObject[] {
  const passages = objectsOf(document['passages']);
  const holders = [document, ...passages, ...passages.flatMap((passage) => objectsOf(passage['sentences']))];
  return holders.flatMap((holder) => objectsOf(holder['relations']));
}

/**
 * A node refers to a mention or a relation. One without nodes is of concepts, which its infons name by role, as the
 * CDR corpus has them.
 *
 * @param mentionIds of the document
 */
export function readBiocRelations(found: readonly JsonObject[], mentionIds: ReadonlySet<string>): readonly Relation[] {
  const uniqueId = createUniqueIds();
  const relationIds = new Set(found.flatMap((relation) => textOf(relation['id']) ?? []));
  return found.map((relation, index): Relation => {
    const infons = isJsonObject(relation['infons']) ? relation['infons'] : {};
    const typeKey = TYPE_KEYS.find((key) => textOf(infons[key]) !== undefined);
    const relationType = (typeKey === undefined ? undefined : textOf(infons[typeKey])) || UNTYPED;
    const nodes = objectsOf(relation['nodes']).map((node): RelationArgument => {
      const target = textOf(node['refid']) ?? '';
      const kind = !mentionIds.has(target) && relationIds.has(target) ? 'relation' : 'mention';
      return { role: textOf(node['role']) ?? '', kind, target };
    });
    const concepts = Object.entries(infons).flatMap(([role, value]): RelationArgument[] => {
      const target = textOf(value);
      return role === typeKey || target === undefined ? [] : [{ role, kind: 'concept', target }];
    });
    const id = uniqueId(textOf(relation['id']) ?? `R${index + 1}`);
    return { id, relationType, arguments: nodes.length > 0 ? nodes : concepts };
  });
}

/** Converts a relation to BioC JSON, which cannot hold concepts beside mentions; `onLoss` gets their number. */
export function toBiocRelation(relation: Relation, onLoss: (count: number) => void): JsonObject {
  const { id, relationType, arguments: all } = relation;
  const concepts = all.filter(({ kind }) => kind === 'concept');
  const nodes = all.filter(({ kind }) => kind !== 'concept').map(({ role, target }) => ({ refid: target, role }));
  const infons = new Map(relationType === UNTYPED ? [] : [['type', relationType]]);
  for (const { role, target } of concepts) {
    if (nodes.length > 0 || infons.has(role) || TYPE_KEYS.includes(role)) onLoss(1);
    else infons.set(role, target);
  }
  return { id, infons: Object.fromEntries(infons), nodes };
}
