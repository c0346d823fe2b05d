import type { EntityType, Mention } from '../corpus/corpus.ts';

/** Names the answer's shape below; part of every content hash, so a new shape never inherits old scores. */
export const TEMPLATE_ID = 'json-entities-v1';

/** `{types}` becomes the asked entity types as an English list. */
export const DEFAULT_INSTRUCTION_TEMPLATE =
  'Extract all {types} entities from the following text. Answer with a JSON array of {"entity", "name"} objects in order of appearance, or [] if there are none.';

/** One entity as an answer gives it: a type and a name, without a place. */
export interface AnswerEntity {
  readonly entity: EntityType;
  readonly name: string;
}

export type ParsedAnswer =
  | { readonly kind: 'entities'; readonly entities: readonly AnswerEntity[] }
  /** `detail` says what was found and what was expected. */
  | { readonly kind: 'malformed'; readonly detail: string };

/**
 * Puts the types into the template: "A", "A and B", "A, B and C"; where there are none, `{types}` goes with the blank
 * beside it. A template without `{types}` stays as it is.
 */
export function renderInstruction(template: string, types: readonly EntityType[]): string {
  if (types.length === 0) return template.replaceAll(/ \{types\}|\{types\} ?/gu, '');
  const list =
    types.length < 2 ? types.join('') : `${types.slice(0, -1).join(', ')} and ${types[types.length - 1] ?? ''}`;
  // A function, because "$&" and its kin in a replacement string would be interpreted.
  return template.replaceAll('{types}', () => list);
}

/**
 * The answer a model has to give: a JSON array of `{"entity", "name"}` by start, then end, in the spelling of
 * Python's `json.dumps(…, ensure_ascii=False)`; `[]` when there is nothing. The name of a discontinuous mention is
 * its quote, fragments joined by one space.
 */
export function renderAnswer(mentions: readonly Pick<Mention, 'span' | 'entityType' | 'quote'>[]): string {
  const ordered = mentions.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  const objects = ordered.map(
    (mention) => `{"entity": ${JSON.stringify(mention.entityType)}, "name": ${JSON.stringify(mention.quote)}}`,
  );
  return `[${objects.join(', ')}]`;
}

/**
 * What stands before the answer: `instruction + "\n" + input + "\n"`, and `instruction + "\n"` where the input is
 * empty, as the released Superfiltering code has it.
 */
export function renderPrompt(instruction: string, input: string): string {
  return input === '' ? `${instruction}\n` : `${instruction}\n${input}\n`;
}

/** Reads an answer back. Never throws. Further keys of an entity are ignored. */
export function parseAnswer(text: string): ParsedAnswer {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Engines word their own messages differently.
    return { kind: 'malformed', detail: text.trim() === '' ? 'the answer is empty' : 'the answer is not JSON' };
  }
  if (!Array.isArray(value)) return { kind: 'malformed', detail: `expected a JSON array, found ${describe(value)}` };
  const entities: AnswerEntity[] = [];
  const items: readonly unknown[] = value;
  for (const [index, item] of items.entries()) {
    const entity = readEntity(item);
    if (entity === undefined) {
      const detail = `item ${index + 1}: expected an object with the strings "entity" and "name", found ${describe(item)}`;
      return { kind: 'malformed', detail };
    }
    entities.push(entity);
  }
  return { kind: 'entities', entities };
}

function readEntity(item: unknown): AnswerEntity | undefined {
  if (typeof item !== 'object' || item === null || !('entity' in item) || !('name' in item)) return undefined;
  if (typeof item.entity !== 'string' || typeof item.name !== 'string') return undefined;
  return { entity: item.entity, name: item.name };
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return `an object with the keys ${JSON.stringify(Object.keys(value).slice(0, 5))}`;
  return `a ${typeof value}`;
}
