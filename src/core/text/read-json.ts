import * as v from 'valibot';

/** @returns what the schema makes of the text; undefined where that is no JSON, or JSON of something else */
export function readJson<Schema extends v.GenericSchema>(
  schema: Schema,
  text: string,
): v.InferOutput<Schema> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const read = v.safeParse(schema, value, { abortEarly: true });
  return read.success ? read.output : undefined;
}
