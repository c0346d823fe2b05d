/** A JSON object as parsed from outside: nothing about its values is known. */
export type JsonObject = Readonly<Record<string, unknown>>;

export type ParsedJson = { readonly kind: 'value'; readonly value: unknown } | { readonly kind: 'not-json' };

/** Parses JSON without throwing. */
export function parseJson(text: string): ParsedJson {
  try {
    const value: unknown = JSON.parse(text);
    return { kind: 'value', value };
  } catch {
    return { kind: 'not-json' };
  }
}

/** Whether a value is an object: no list, no null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list; nothing where the value is no list. */
export function objectsOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** A string, or a number as one; identifiers come as either. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : undefined;
}

/** Names the kind of a value for messages: "a list", "a number", "nothing". */
export function nameOfKind(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}
