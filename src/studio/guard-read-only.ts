import type { StudioCommands } from './state/studio-commands.ts';
import type { StudioContext } from './state/studio-context.ts';

/**
 * `writes`: changes the project or what is kept of projects. `reads`: changes neither, or only what the tab itself
 * remembers, which a tab that may only read does not save.
 */
type CommandKind = 'writes' | 'reads';

/** Every command is in it: one that is forgotten does not compile. */
export const COMMAND_KINDS = {
  openCorpus: 'writes',
  openDemonstration: 'writes',
  peekSource: 'reads',
  readSourceAs: 'writes',
  cancelOpening: 'reads',
  closeCorpus: 'writes',
  fileWork: 'reads',
  removeFile: 'writes',
  putFileBack: 'writes',
  dismissFileNotice: 'reads',
  dismissFiles: 'writes',
  setSampleOptions: 'writes',
  // A copy that is only read is previewed too, with any model.
  loadModel: 'reads',
  answerForModel: 'reads',
  listModels: 'reads',
  deleteCachedModel: 'reads',
  setDevice: 'reads',
  setPrecision: 'reads',
  scoreSamples: 'writes',
  estimateScoring: 'reads',
  rescoreSamples: 'writes',
  pauseScoring: 'reads',
  resumeScoring: 'writes',
  cancelScoring: 'reads',
  tokenLosses: 'reads',
  setSelectionOptions: 'writes',
  settleRule: 'writes',
  applyRule: 'writes',
  selectBy: 'writes',
  showScoring: 'writes',
  scoreWithLoadedModel: 'writes',
  decide: 'writes',
  decideAll: 'writes',
  markComplete: 'writes',
  markAllComplete: 'writes',
  unmark: 'writes',
  addEntityType: 'writes',
  edit: 'writes',
  announceEdit: 'writes',
  note: 'writes',
  setAuthor: 'writes',
  findNearDuplicates: 'reads',
  saveView: 'writes',
  deleteView: 'writes',
  keepReviewView: 'reads',
  setGuidelines: 'writes',
  keepDraft: 'reads',
  setCustomKeys: 'writes',
  undo: 'writes',
  redo: 'writes',
  exportZip: 'reads',
  writeCorpus: 'reads',
  preview: 'reads',
  stopPreview: 'reads',
  trainHere: 'reads',
  stopTraining: 'reads',
  useTrained: 'reads',
  packTrained: 'reads',
  predictCorpus: 'writes',
  stopPredicting: 'reads',
  openSamples: 'reads',
  readSamples: 'reads',
  listProjects: 'reads',
  createProject: 'writes',
  openProject: 'writes',
  renameProject: 'writes',
  duplicateProject: 'writes',
  trashProject: 'writes',
  restoreTrashed: 'writes',
  emptyTrash: 'writes',
  copyProject: 'reads',
  copyProjectFile: 'reads',
  // Recovers what it can where it finds damage.
  checkProject: 'writes',
  openProjectFile: 'writes',
  // Both answer what an act that was allowed has asked.
  openImportedProject: 'reads',
  leaveImportedProject: 'reads',
  mergeProjectFile: 'writes',
  settleConflict: 'writes',
  reopenConflict: 'writes',
  dismissProjectFailure: 'reads',
  readDisk: 'reads',
  persist: 'reads',
  takeOver: 'reads',
  reportFailure: 'reads',
  dismissNotice: 'reads',
  readAgain: 'reads',
  // A tab that lets go of the project waits for what is saved.
  retrySave: 'reads',
} as const satisfies Readonly<Record<keyof StudioCommands, CommandKind>>;

const KINDS: ReadonlyMap<string, CommandKind> = new Map(Object.entries(COMMAND_KINDS));

type NameOf<Kind extends CommandKind> = {
  [Name in keyof StudioCommands]: (typeof COMMAND_KINDS)[Name] extends Kind ? Name : never;
}[keyof StudioCommands];

/** These are refused in ways of their own, below; a command that is refused and answers with something is one of them. */
type SpecialName = 'settleRule' | 'resumeScoring' | 'edit' | 'announceEdit' | 'settleConflict' | 'reopenConflict';
type GuardedName = Exclude<NameOf<'writes'>, SpecialName>;

type ArgumentsOf = { readonly [Name in GuardedName]: Parameters<StudioCommands[Name]> };
type Guarded = { [Name in GuardedName]: (...args: ArgumentsOf[Name]) => Promise<void> };

/**
 * The commands as they are, but for those that write: in a tab that may only read they change nothing, nor in one that
 * is letting go of the project.
 */
export function guardReadOnly(
  { get, set }: Pick<StudioContext, 'get' | 'set'>,
  commands: StudioCommands,
): StudioCommands {
  const isClosed = (): boolean => get().storage.kind === 'read-only' || get().isLeaving;
  const countRefused = (): void => {
    set({ refusedCount: get().refusedCount + 1 });
  };
  const unlessReadOnly = async (command: () => Promise<void>): Promise<void> => {
    if (isClosed()) countRefused();
    else await command();
  };
  // An edit that is announced is on the screen already, and whoever lets go of the project waits for it.
  let announcedCount = 0;
  const announced = async (command: () => Promise<void>): Promise<void> => {
    const done = commands.announceEdit();
    await command().finally(done);
  };
  const special: Pick<StudioCommands, SpecialName> = {
    // Nobody's act where there is nothing to settle.
    settleRule: async () => {
      if (!isClosed()) await commands.settleRule();
    },
    resumeScoring: () => {
      if (isClosed()) countRefused();
      else commands.resumeScoring();
    },
    edit: (edit, reason, settles) =>
      announcedCount > 0
        ? commands.edit(edit, reason, settles)
        : unlessReadOnly(() => commands.edit(edit, reason, settles)),
    announceEdit: () => {
      if (isClosed()) return () => {};
      announcedCount += 1;
      const done = commands.announceEdit();
      return () => {
        announcedCount -= 1;
        done();
      };
    },
    // Both read passages before they are acts like any other.
    settleConflict: (conflict, choice, reason) =>
      unlessReadOnly(() => announced(() => commands.settleConflict(conflict, choice, reason))),
    reopenConflict: (settled) => unlessReadOnly(() => announced(() => commands.reopenConflict(settled))),
  };
  const writing: Guarded = commands;
  const guarded: Guarded = { ...writing };
  const guard = <Name extends GuardedName>(name: Name): void => {
    // TypeScript takes no assignment to `guarded[name]` of a name that it does not know.
    Object.assign(guarded, {
      [name]: (...args: ArgumentsOf[Name]) => unlessReadOnly(() => writing[name](...args)),
    });
  };
  const isGuarded = (name: string): name is GuardedName => KINDS.get(name) === 'writes' && !(name in special);
  for (const name of KINDS.keys()) if (isGuarded(name)) guard(name);
  return { ...commands, ...guarded, ...special };
}
