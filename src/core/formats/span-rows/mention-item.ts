import { UNTYPED } from '../../corpus/corpus.ts';
import { isJsonObject, textOf } from '../json/json-value.ts';
import { spanOf } from '../offsets/span-fields.ts';
import type { RecordMention } from '../common/spanned-records.ts';

/** Names of fields, the first one that an item has counts. */
export interface MentionItemFields {
  readonly type: readonly string[];
  readonly quote: readonly string[];
}

/** An item of a list of mentions: `[start, end, "Type"]`, or an object with `start`, `end` and what `fields` names. */
export function readMentionItem(item: unknown, fields: MentionItemFields): RecordMention {
  const object = isJsonObject(item) ? item : {};
  const firstOf = (names: readonly string[]): unknown =>
    names.map((name) => object[name]).find((value) => value !== undefined && value !== null);
  const [start, end, type]: readonly unknown[] = Array.isArray(item)
    ? item
    : [object['start'], object['end'], firstOf(fields.type)];
  const span = spanOf(start, end);
  const quote = textOf(firstOf(fields.quote)) ?? '';
  return { pieces: span === undefined ? [] : [span], quote, entityType: textOf(type) ?? UNTYPED };
}
