import { isJsonObject } from '../../core/formats/json/json-value.ts';
import type { Relation, RelationArgument } from '../../core/corpus/corpus.ts';
import type { Row } from '../database/select-rows.ts';
import { readText, readWord } from '../database/sql-value.ts';

const KINDS = { mention: true, concept: true, relation: true } satisfies Record<RelationArgument['kind'], true>;

/** A row of document, key, type and arguments; throws where the arguments are not what was written. */
export function readRelation(row: Row): Relation {
  const written: unknown = JSON.parse(readText(row[3]));
  if (!Array.isArray(written)) throw new TypeError('expected a list of arguments in a relation');
  const values: readonly unknown[] = written;
  return { id: readText(row[1]), relationType: readText(row[2]), arguments: values.map(readArgument) };
}

function readArgument(value: unknown): RelationArgument {
  if (!isJsonObject(value)) throw new TypeError('expected an object as the argument of a relation');
  return { role: readText(value['role']), kind: readWord(value['kind'], KINDS), target: readText(value['target']) };
}
