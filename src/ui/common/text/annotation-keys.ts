/** Keys of the text under review, for the sheet and for the controls that do the same. */
export const annotationKeys: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ['←', '→'], does: 'Previous, next word' },
  { keys: ['Shift', '← →'], does: 'Grow or shrink what is selected, by words' },
  { keys: ['Alt', 'Shift', '← →'], does: 'The same by single characters' },
  { keys: ['1 – 9'], does: 'Label the selection, or relabel the mention' },
  { keys: ['l'], does: 'All labels: type to find one' },
  { keys: ['Tab'], does: 'Next mention, outer before inner; Shift+Tab goes back' },
  { keys: ['Delete'], does: 'Delete the mention' },
  { keys: ['['], does: 'Start of the mention one word out; Shift+[ in, Alt by characters' },
  { keys: [']'], does: 'End of the mention one word out; Shift+] in, Alt by characters' },
  { keys: ['f'], does: 'Add a part to the mention: f, choose it, f' },
  { keys: ['Shift', 'f'], does: 'Remove a part of the mention' },
  { keys: ['i'], does: 'Label what is identical, in the sample or everywhere' },
  { keys: ['c'], does: 'Concept ids of the mention' },
];
