export interface ActionInfo {
  readonly group: 'Samples' | 'Decide' | 'Compare' | 'Panels';
  readonly does: string;
  /** As `pressedKey` writes it; a project may choose another. */
  readonly key: string;
}

/** What Review does by one key each; the sheet, the palette, the controls and the keys themselves read it here. */
export const actions = {
  'next-sample': { group: 'Samples', does: 'Next sample (also ↓)', key: 'j' },
  'previous-sample': { group: 'Samples', does: 'Previous sample (also ↑)', key: 'k' },
  'next-undecided': { group: 'Samples', does: 'Next sample without a decision', key: 's' },
  'previous-undecided': { group: 'Samples', does: 'Previous sample without a decision', key: 'Shift+s' },
  'next-disagreement': { group: 'Samples', does: 'Next sample on which the sides differ', key: 'd' },
  'previous-disagreement': { group: 'Samples', does: 'Previous sample on which the sides differ', key: 'Shift+d' },
  'next-to-check': { group: 'Samples', does: 'Next sample of IFD 1 or more: check its labels', key: 'h' },
  'previous-to-check': { group: 'Samples', does: 'Previous sample of IFD 1 or more', key: 'Shift+h' },
  search: { group: 'Samples', does: 'Search the text; Esc returns to the table', key: '/' },
  approve: { group: 'Decide', does: 'Approve: keep it, whatever the filter says', key: 'a' },
  reject: { group: 'Decide', does: 'Reject: drop it, whatever the filter says', key: 'r' },
  unsure: { group: 'Decide', does: 'Unsure: the filter’s pick stands; look again later', key: 'q' },
  undecide: { group: 'Decide', does: 'Undecided: the filter’s pick stands', key: 'u' },
  undo: { group: 'Decide', does: 'Undo (also Ctrl+Z)', key: 'z' },
  redo: { group: 'Decide', does: 'Redo (also Ctrl+Shift+Z)', key: 'Shift+z' },
  note: { group: 'Decide', does: 'Note on the sample; Esc leaves it', key: 'm' },
  'mark-complete': { group: 'Decide', does: 'Nothing here, or nothing more: annotated in full', key: '0' },
  'mark-shown': { group: 'Decide', does: 'Nothing here, for all filtered samples', key: 'Shift+b' },
  'decide-shown': { group: 'Decide', does: 'Decide all filtered samples', key: 'b' },
  edit: { group: 'Compare', does: 'Into the text; Esc returns to the samples', key: 'e' },
  'next-difference': { group: 'Compare', does: 'Next difference', key: 'n' },
  'previous-difference': { group: 'Compare', does: 'Previous difference', key: 'Shift+n' },
  'take-theirs': { group: 'Compare', does: 'Accept the other side’s version', key: 't' },
  'other-side': { group: 'Compare', does: 'Other side: the file, a model, a merged copy, none', key: 'o' },
  suggestions: {
    group: 'Compare',
    does: 'Accept model suggestions for all filtered samples',
    key: 'Shift+t',
  },
  'next-conflict': { group: 'Compare', does: 'Next conflict of a merge', key: 'x' },
  'previous-conflict': { group: 'Compare', does: 'Previous conflict of a merge', key: 'Shift+x' },
  'conflict-mine': { group: 'Compare', does: 'Settle the conflict with this copy’s version', key: ',' },
  'conflict-theirs': { group: 'Compare', does: 'Settle the conflict with the other copy’s version', key: '.' },
  'conflict-both': { group: 'Compare', does: 'Settle the conflict with both sides', key: ';' },
  'conflict-neither': { group: 'Compare', does: 'Settle the conflict with neither side', key: '-' },
  'conflict-by-hand': {
    group: 'Compare',
    does: 'Edit the conflict by hand; press again when done',
    key: '=',
  },
  agreement: { group: 'Panels', does: 'Agreement of two columns', key: 'v' },
  guidelines: { group: 'Panels', does: 'Guidelines and progress', key: 'w' },
} as const satisfies Readonly<Record<string, ActionInfo>>;

export type ActionId = keyof typeof actions;

export const actionIds: readonly ActionId[] = Object.keys(actions).filter(isActionId);

function isActionId(id: string): id is ActionId {
  return id in actions;
}

/** Keys that the person chose instead of the usual ones, by action id or by `label:` and an entity type. */
export type CustomKeys = Readonly<Record<string, string>>;

/** What was pressed as keys are written here: "a", "Shift+a", "/"; undefined with Ctrl, Alt or Meta. */
export function pressedKey(event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'>) {
  if (event.ctrlKey || event.altKey || event.metaKey) return undefined;
  const isLetter = /^\p{L}$/u.test(event.key);
  if (!isLetter) return event.key;
  return event.shiftKey ? `Shift+${event.key.toLowerCase()}` : event.key.toLowerCase();
}

export function keyOfAction(id: ActionId, custom: CustomKeys): string {
  return custom[id] ?? actions[id].key;
}

/** The key of a label: the person's choice, or its place among the first nine. */
export function keyOfLabel(entityTypes: readonly string[], entityType: string, custom: CustomKeys): string | undefined {
  const chosen = custom[labelId(entityType)];
  if (chosen !== undefined) return chosen;
  const place = entityTypes.indexOf(entityType) + 1;
  const digit = place >= 1 && place <= 9 ? String(place) : undefined;
  return digit !== undefined && !Object.values(custom).includes(digit) ? digit : undefined;
}

export function labelId(entityType: string): string {
  return `label:${entityType}`;
}

/** Keys that move in the text, open the sheet or begin "go to": nothing else may be on them. */
const FIXED: readonly string[] = ['f', 'Shift+f', 'l', 'i', 'c', 'g', '?', '[', ']', '{', '}', ' ', 'z', 'Shift+z'];

/** Why an action or label cannot be on a key: what is on it already, in words; undefined where it can. */
export function keyTakenBy(
  key: string,
  wanted: string,
  { custom, entityTypes }: { readonly custom: CustomKeys; readonly entityTypes: readonly string[] },
): string | undefined {
  if (FIXED.includes(key) || key.replace('Shift+', '').length > 1) return 'a key of the text that stays as it is';
  const action = actionIds.find((id) => id !== wanted && keyOfAction(id, custom) === key);
  if (action !== undefined) return actions[action].does;
  const label = entityTypes.find((type) => labelId(type) !== wanted && keyOfLabel(entityTypes, type, custom) === key);
  return label === undefined ? undefined : `the label ${label}`;
}

/** As it is printed on a control: "⇧n". */
export function keyCap(key: string): string {
  return key.replace('Shift+', '⇧');
}
