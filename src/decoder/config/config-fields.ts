import { FailureError } from '../../core/failure.ts';
import type { JsonObject } from '../../core/formats/json/json-value.ts';

/** Reads fields of `config.json`; what is missing or of the wrong kind is a failure that names the field. */
export class ConfigFields {
  readonly json: JsonObject;

  constructor(json: JsonObject) {
    this.json = json;
  }

  /** A number above 0. */
  number(key: string): number {
    const value = this.json[key];
    if (typeof value !== 'number' || !(value > 0)) {
      throw this.#damaged(`${key} is ${JSON.stringify(value)}, expected a number above 0`);
    }
    return value;
  }

  /** A whole number above 0. */
  integer(key: string): number {
    const value = this.number(key);
    if (!Number.isInteger(value)) throw this.#damaged(`${key} is ${value}, expected a whole number`);
    return value;
  }

  /** As `integer`, or `fallback` where the field is absent or null. */
  integerOr(key: string, fallback: number): number {
    return this.isGiven(key) ? this.integer(key) : fallback;
  }

  /** As `number`, or `fallback` where the field is absent or null. */
  numberOr(key: string, fallback: number): number {
    return this.isGiven(key) ? this.number(key) : fallback;
  }

  flag(key: string, fallback: boolean): boolean {
    const value = this.json[key];
    return typeof value === 'boolean' ? value : fallback;
  }

  isGiven(key: string): boolean {
    return this.json[key] !== undefined && this.json[key] !== null;
  }

  /** Something the graph builder cannot express: `field` is not what it has to be. */
  refuse(field: string, expected: string): never {
    throw this.#damaged(`${field} is ${JSON.stringify(this.json[field])}: ${expected}`);
  }

  #damaged(detail: string): FailureError {
    return new FailureError({ code: 'model-file-damaged', file: 'config.json', detail });
  }
}
