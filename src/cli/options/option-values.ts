import { InvalidArgumentError } from 'commander';

/** For commander: the message of what it throws is shown with the option's name. */
export function parseInteger(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value)) throw new InvalidArgumentError('Expected a whole number.');
  return value;
}

export function parsePositiveInteger(text: string): number {
  const value = parseInteger(text);
  if (value < 1) throw new InvalidArgumentError('Expected a whole number above 0.');
  return value;
}

/** A parser of numbers within bounds; an open end leaves the bound itself out. */
export function numberBetween(bounds: {
  readonly min: number;
  readonly max: number;
  readonly minOpen?: boolean;
  readonly maxOpen?: boolean;
}): (text: string) => number {
  const { min, max, minOpen = false, maxOpen = false } = bounds;
  return (text) => {
    const value = Number(text);
    const isAboveMin = minOpen ? value > min : value >= min;
    const isBelowMax = maxOpen ? value < max : value <= max;
    if (text.trim() !== '' && isAboveMin && isBelowMax && Number.isFinite(value)) return value;
    const range = `${minOpen ? 'above' : 'from'} ${min}${max === Infinity ? '' : ` ${maxOpen ? 'to below' : 'to'} ${max}`}`;
    throw new InvalidArgumentError(`Expected a number ${range}.`);
  };
}

export function parseIsoDate(text: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new InvalidArgumentError('Expected a time such as 2026-01-31T12:00:00Z.');
  // The years that a zip entry can hold.
  if (date.getUTCFullYear() < 1980 || date.getUTCFullYear() > 2099) {
    throw new InvalidArgumentError('Expected a year from 1980 to 2099.');
  }
  return date;
}

/** Items between commas, blanks round them left out. */
export function listOf<Item>(parse: (text: string) => Item): (text: string) => readonly Item[] {
  return (text) => text.split(',').map((item) => parse(item.trim()));
}
