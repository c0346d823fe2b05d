import * as v from 'valibot';

/**
 * Reads JSON that stands in the project: SQLite knows that it is JSON and no more.
 *
 * @throws {TypeError} in the words of the schema for the first thing that is not so; an import reports and mends it
 */
export function readStored<Schema extends v.GenericSchema>(schema: Schema, value: unknown): v.InferOutput<Schema> {
  const read = v.safeParse(schema, value, { abortEarly: true });
  if (read.success) return read.output;
  throw new TypeError(read.issues[0].message);
}

/** The items of a list that `read` takes; those on which it throws a `TypeError` are left out. None where it is no list. */
export function readableItems<Item>(value: unknown, read: (item: unknown) => Item): readonly Item[] {
  if (!Array.isArray(value)) return [];
  const items: readonly unknown[] = value;
  return items.flatMap((item) => {
    try {
      return [read(item)];
    } catch (thrown) {
      if (thrown instanceof TypeError) return [];
      throw thrown;
    }
  });
}

export const NO_OBJECT = 'expected a JSON object';

/** An object of these fields and perhaps others, which are dropped. A missing field has the words of its own schema. */
export function storedObject<const Fields extends v.ObjectEntries>(
  fields: Fields,
): v.ObjectSchema<Fields, v.ErrorMessage<v.ObjectIssue>> {
  return v.object(fields, ({ path }) => {
    const missing = path === undefined ? undefined : fields[String(path[0].key)];
    const read = missing && v.safeParse(missing, undefined);
    return read?.issues?.[0].message ?? NO_OBJECT;
  });
}

export function storedList<const Item extends v.GenericSchema>(item: Item): v.ArraySchema<Item, string> {
  return v.array(item, 'expected a JSON array');
}

/** @param name the field's, for the message */
export function storedText(name: string): v.StringSchema<string> {
  return v.string(`expected text as ${name}`);
}

/** @param name the field's, for the message */
export function storedWholeNumber(name: string) {
  const words = `expected a whole number as ${name}`;
  return v.pipe(v.number(words), v.integer(words));
}
