import type { StudioCommands } from './studio-commands.ts';
import type { StudioContext } from './studio-context.ts';

/**
 * The commands as they are, but for those that change the project: in a tab that may only read they change nothing, nor
 * in one that is letting go of the project.
 */
export function guardReadOnly({ get, set }: StudioContext, commands: StudioCommands): StudioCommands {
  const isClosed = (): boolean => get().storage.kind === 'read-only' || get().isLeaving;
  // An edit that is announced is on the screen already, and whoever lets go of the project waits for it.
  let announcedCount = 0;
  const unlessReadOnly = async (command: () => Promise<void>): Promise<void> => {
    if (isClosed()) set({ refusedCount: get().refusedCount + 1 });
    else await command();
  };
  const announced = async (command: () => Promise<void>): Promise<void> => {
    const done = commands.announceEdit();
    await command().finally(done);
  };
  return {
    ...commands,
    openCorpus: (files) => unlessReadOnly(() => commands.openCorpus(files)),
    openDemonstration: () => unlessReadOnly(() => commands.openDemonstration()),
    readSourceAs: (source, format) => unlessReadOnly(() => commands.readSourceAs(source, format)),
    removeFile: (file) => unlessReadOnly(() => commands.removeFile(file)),
    putFileBack: () => unlessReadOnly(() => commands.putFileBack()),
    dismissFiles: (files) => unlessReadOnly(() => commands.dismissFiles(files)),
    closeCorpus: () => unlessReadOnly(() => commands.closeCorpus()),
    setSampleOptions: (options) => unlessReadOnly(() => commands.setSampleOptions(options)),
    setSelectionOptions: (options) => unlessReadOnly(() => commands.setSelectionOptions(options)),
    // Nobody's act where there is nothing to settle.
    settleRule: async () => {
      if (!isClosed()) await commands.settleRule();
    },
    applyRule: () => unlessReadOnly(() => commands.applyRule()),
    showScoring: (scoringId) => unlessReadOnly(() => commands.showScoring(scoringId)),
    scoreWithLoadedModel: () => unlessReadOnly(() => commands.scoreWithLoadedModel()),
    scoreSamples: () => unlessReadOnly(() => commands.scoreSamples()),
    rescoreSamples: () => unlessReadOnly(() => commands.rescoreSamples()),
    predictCorpus: () => unlessReadOnly(() => commands.predictCorpus()),
    decide: (sampleIds, verdict, reason) => unlessReadOnly(() => commands.decide(sampleIds, verdict, reason)),
    decideAll: (places, verdict, completed) => unlessReadOnly(() => commands.decideAll(places, verdict, completed)),
    markComplete: (sampleIds, approve) => unlessReadOnly(() => commands.markComplete(sampleIds, approve)),
    markAllComplete: (places) => unlessReadOnly(() => commands.markAllComplete(places)),
    unmark: (sampleIds) => unlessReadOnly(() => commands.unmark(sampleIds)),
    addEntityType: (entityType) => unlessReadOnly(() => commands.addEntityType(entityType)),
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
    note: (sampleId, text) => unlessReadOnly(() => commands.note(sampleId, text)),
    setAuthor: (author) => unlessReadOnly(() => commands.setAuthor(author)),
    saveView: (view) => unlessReadOnly(() => commands.saveView(view)),
    deleteView: (name) => unlessReadOnly(() => commands.deleteView(name)),
    setGuidelines: (guidelines) => unlessReadOnly(() => commands.setGuidelines(guidelines)),
    setCustomKeys: (keys) => unlessReadOnly(() => commands.setCustomKeys(keys)),
    undo: () => unlessReadOnly(() => commands.undo()),
    redo: () => unlessReadOnly(() => commands.redo()),
    createProject: (name) => unlessReadOnly(() => commands.createProject(name)),
    openProject: (id) => unlessReadOnly(() => commands.openProject(id)),
    openProjectFile: (file) => unlessReadOnly(() => commands.openProjectFile(file)),
    mergeProjectFile: (file) => unlessReadOnly(() => commands.mergeProjectFile(file)),
    // Both read passages before they are acts like any other.
    settleConflict: (conflict, choice, reason) =>
      unlessReadOnly(() => announced(() => commands.settleConflict(conflict, choice, reason))),
    reopenConflict: (settled) => unlessReadOnly(() => announced(() => commands.reopenConflict(settled))),
    renameProject: (id, name) => unlessReadOnly(() => commands.renameProject(id, name)),
    duplicateProject: (id, name) => unlessReadOnly(() => commands.duplicateProject(id, name)),
    trashProject: (id) => unlessReadOnly(() => commands.trashProject(id)),
    emptyTrash: () => unlessReadOnly(() => commands.emptyTrash()),
  };
}
