/** The formats that hold mentions with their places, by the names people know; the first is the one to offer. */
export const WRITTEN_FORMAT_NAMES = {
  'bioc-json': 'BioC JSON',
  pubtator: 'PubTator',
  conll: 'CoNLL columns (IOB2)',
} as const;

export type WrittenFormatId = keyof typeof WRITTEN_FORMAT_NAMES;

/** For values from outside, such as a menu's. */
export function isWrittenFormat(value: string): value is WrittenFormatId {
  return Object.hasOwn(WRITTEN_FORMAT_NAMES, value);
}
