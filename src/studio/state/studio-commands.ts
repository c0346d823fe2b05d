import type { ScoreKey } from '../../core/ifd/score-summary.ts';
import type { AnnotationEdit } from '../../core/annotations/annotation-edit.ts';
import type { ParseOptions } from '../../core/formats/parse-source.ts';
import type { ConflictChoice, MergeConflict, SettledConflict } from '../../core/merge/merge-conflict.ts';
import type { WrittenCorpus } from '../../core/write/write-corpus.ts';
import type { SampleOptions } from '../../core/samples/sample.ts';
import type { Decision, SelectionOptions } from '../../core/selection/selection.ts';
import type { HubModelId } from '../../core/hub-cache.ts';
import type { DroppedItem } from '../../browser/list-files.ts';
import type { TokenLosses } from '../../storage/contract/project-store.ts';
import type { FilePeek } from '../../worker/corpus-protocol.ts';
import type { DeviceChoice, PrecisionChoice } from '../../worker/scorer-protocol.ts';
import type { ChosenModel } from './chosen-model.ts';
import type { DraftKey } from './drafts.ts';
import type {
  FileWork,
  OpenSample,
  TrainHereOptions,
  ExportOptions,
  WriteOptions,
  SavedView,
  Guidelines,
} from './state.ts';

/** The verbs of the person. None throws: what goes wrong ends in the state. */
export interface StudioCommands {
  /** Adds to the corpus that is there; where nothing usable comes in, all stays and the issues say why. */
  openCorpus(files: readonly DroppedItem[]): Promise<void>;
  /** In this project where it holds nothing, else in a project of its own: the page starts again. */
  openDemonstration(): Promise<void>;
  /** What a file of this tab would give if it were read so; undefined where the tab has it no more. */
  peekSource(source: string, options: ParseOptions, signal?: AbortSignal): Promise<FilePeek | undefined>;
  /** Reads a file of this tab again; where that gives nothing, all stays and the issues say why. */
  readSourceAs(source: string, options: ParseOptions): Promise<void>;
  /** What was there before the files under way came stays. */
  cancelOpening(): void;
  /** Empties the project, on disk too. */
  closeCorpus(): Promise<void>;
  /** What people did on a file's documents; undefined where it cannot be read, which the state then says. */
  fileWork(file: string): Promise<FileWork | undefined>;
  /** Takes a file's documents and samples out; what was done on them waits for the file to come again. */
  removeFile(file: string): Promise<void>;
  /** The file that was removed last, while it is held: see `fileNotice`. */
  putFileBack(): Promise<void>;
  dismissFileNotice(): void;
  /** Files that gave no document leave the list, with all that is said of them. */
  dismissFiles(files: readonly string[]): Promise<void>;
  setSampleOptions(options: SampleOptions): Promise<void>;
  loadModel(source: ChosenModel): Promise<void>;
  /** Gives the model that was asked for, or another in its place; goes on with the scoring that waits for it. */
  answerForModel(source: ChosenModel): Promise<void>;
  /** Reads what models are on the disk, and how full it is. */
  listModels(): Promise<void>;
  /** One that is in memory stays there. */
  deleteCachedModel(model: HubModelId): Promise<void>;
  setDevice(device: DeviceChoice): Promise<void>;
  setPrecision(precision: PrecisionChoice): Promise<void>;
  /** Loads the default model if none is; scores what has no score yet. */
  scoreSamples(): Promise<void>;
  /**
   * Measures what scoring would take, with the loaded model or the one that comes with the studio; ends in
   * `scoringEstimate`. Starting to score ends it.
   */
  estimateScoring(): Promise<void>;
  /** Scores everything with the loaded model; an old score stays on the disk until its new one is there. */
  rescoreSamples(): Promise<void>;
  pauseScoring(): void;
  resumeScoring(): void;
  /** Keeps the scores that are there. */
  cancelScoring(): void;
  /** For the heat map, from the disk; undefined where they are not there or cannot be read; the latter is told. */
  tokenLosses(of: ScoreKey): Promise<TokenLosses | undefined>;
  /** The rule that Select shows. Where a selection holds, it is made anew by the rule once that stands still. */
  setSelectionOptions(options: SelectionOptions): Promise<void>;
  /** A rule that was moved is selected by at once: nothing else is looked at with the selection before it. */
  settleRule(): Promise<void>;
  /** Selects by the rule that Select shows, of the samples and scores as they are now. */
  applyRule(): Promise<void>;
  /** Selects by another rule at once, which Select then shows. */
  selectBy(rule: SelectionOptions): Promise<void>;
  /** Shows the scores of another scoring; the selection stays. Does nothing while samples are scored. */
  showScoring(scoringId: number): Promise<void>;
  /** Scores with the model that is loaded, beside what another has scored. */
  scoreWithLoadedModel(): Promise<void>;
  decide(sampleIds: readonly string[], verdict: Decision['verdict'] | 'undecided', reason?: string): Promise<void>;
  /**
   * Decides on many by their places, as one act; those of `completed` are decided on too, and marked as annotated in
   * full.
   */
  decideAll(places: Uint32Array, verdict: Decision['verdict'] | 'undecided', completed?: Uint32Array): Promise<void>;
  /**
   * Marks samples as annotated in full as they stand, which without a mention means that there is nothing to annotate;
   * with `approve` they are approved in the same step.
   */
  markComplete(sampleIds: readonly string[], approve?: boolean): Promise<void>;
  /** Marks many by their places, as one act. */
  markAllComplete(places: Uint32Array): Promise<void>;
  /** Takes marks back. */
  unmark(sampleIds: readonly string[]): Promise<void>;
  /** Asks for one more entity type; one that is asked for already changes nothing. */
  addEntityType(entityType: string): Promise<void>;
  /**
   * Changes mentions as the pure operations of `core/annotations` give it, made of the corpus as it is now. The sample
   * that the person works on, where it is not annotated, is marked in the same step: `settles` names it.
   */
  edit(edit: AnnotationEdit, reason?: string, settles?: string): Promise<void>;
  /**
   * An edit is on the screen already and follows in a moment: until what this returns is called, the save state says
   * that not all is saved.
   */
  announceEdit(): () => void;
  /** An empty text takes the note away. */
  note(sampleId: string, text: string): Promise<void>;
  /** Stands beside everything that is decided and edited from now on; blank gives the default. */
  setAuthor(author: string): Promise<void>;
  /** Of the samples as they are now; does nothing where they are known. */
  findNearDuplicates(): Promise<void>;
  /** A view of the same name is replaced. */
  saveView(view: SavedView): Promise<void>;
  deleteView(name: string): Promise<void>;
  /** What Review is to come back to. */
  keepReviewView(query: string): Promise<void>;
  setGuidelines(guidelines: Guidelines): Promise<void>;
  /** What is typed and not applied yet; undefined where there is nothing of it any more. */
  keepDraft(key: DraftKey, text: string | undefined): Promise<void>;
  setCustomKeys(keys: Readonly<Record<string, string>>): Promise<void>;
  /** Of decisions, edits and notes alike, the newest first. */
  undo(): Promise<void>;
  redo(): Promise<void>;
  /** Builds the zip; the caller hands it to the browser's download. */
  exportZip(options: ExportOptions): Promise<{ readonly name: string; readonly bytes: Uint8Array } | undefined>;
  /** The corpus in another format with what that costs; undefined where it failed, which the state then says. */
  writeCorpus(options: WriteOptions): Promise<WrittenCorpus | undefined>;
  preview(text: string, entityTypes: readonly string[]): Promise<void>;
  stopPreview(): void;
  /** Trains an adapter on the kept samples, in a thread of this tab; ends in `training`. */
  trainHere(options: TrainHereOptions): Promise<void>;
  /** Ends it behind the update at hand, with what was learnt until then. */
  stopTraining(): void;
  /** Loads what was trained in place of the model. */
  useTrained(): Promise<void>;
  /** What was trained as a zip: the merged model's folder, or the adapter as PEFT reads it. */
  packTrained(what: 'model' | 'adapter'): Promise<{ readonly name: string; readonly bytes: Uint8Array } | undefined>;
  /** Asks the model about every sample that it has not answered yet; loads the default model if none is. */
  predictCorpus(): Promise<void>;
  /** Keeps the answers that are there. */
  stopPredicting(): void;
  /** Brings samples into memory by their places, to be looked at: they are then in `opened`. */
  openSamples(places: readonly number[]): Promise<void>;
  /** Samples with what can be looked at beside them, which nobody keeps; rejects with a `FailureError`. */
  readSamples(places: readonly number[], models: readonly string[]): Promise<readonly OpenSample[]>;
  /** Reads the projects of this browser. Those below end in `projects` or `projectFailure`. */
  listProjects(): Promise<void>;
  /** Creates and opens it: the page starts again. */
  createProject(name: string): Promise<void>;
  /** The page starts again, once everything is saved. */
  openProject(id: string): Promise<void>;
  renameProject(id: string, name: string): Promise<void>;
  duplicateProject(id: string, name: string): Promise<void>;
  trashProject(id: string): Promise<void>;
  restoreTrashed(id: string): Promise<void>;
  /** For good. */
  emptyTrash(): Promise<void>;
  /** The project as an SQLite file; undefined where that failed. */
  copyProject(): Promise<{ readonly name: string; readonly bytes: Uint8Array } | undefined>;
  /** The file of any project in the list as it lies on the disk, damaged or not; undefined where that failed. */
  copyProjectFile(id: string): Promise<{ readonly name: string; readonly bytes: Uint8Array } | undefined>;
  /** Looks for damage in all of the open project; where there is some, begins anew with what can be recovered. */
  checkProject(): Promise<void>;
  /**
   * A project file becomes a project of its own and is opened; where it was not whole, `takenIn` says so first. Without
   * a disk it takes the place of what is in the tab; where something of that is in no saved copy, `takenIn` asks first.
   */
  openProjectFile(file: File): Promise<void>;
  openTakenIn(): Promise<void>;
  /** What is open stays open. */
  leaveTakenIn(): void;
  /** Unites the project with another copy of it, as one act that can be undone; ends in `mergeReport` and `conflicts`. */
  mergeProjectFile(file: File): Promise<void>;
  /** Makes what is chosen stand, as an act of now, and takes the conflict off the list; `edited`: what stands already. */
  settleConflict(conflict: MergeConflict, choice: ConflictChoice, reason?: string): Promise<void>;
  /** Puts a decided conflict back on the list, and unless it was decided by hand, what stood before it. */
  reopenConflict(settled: SettledConflict): Promise<void>;
  /** The person has read why the last act on projects came to nothing. */
  dismissProjectFailure(): void;
  /** What it and `listProjects` cannot read is told unless an earlier failure stands there. */
  readDisk(): Promise<void>;
  /** Asks the browser to keep the projects when space runs short. */
  persist(): Promise<void>;
  /** Makes this tab the one that writes; the other one saves, lets go and may then only read. */
  takeOver(): Promise<void>;
  /** Says that something could not be read. */
  reportFailure(thrown: unknown): void;
  /** The person has read what came to nothing. */
  dismissMishap(): void;
  /** Reads again what could not be read. */
  readAgain(): Promise<void>;
  /** Tries again to save what could not be saved; every later save does so too, but for a corpus that came in. */
  retrySave(): Promise<void>;
}
