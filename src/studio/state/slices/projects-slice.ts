import type { Failure } from '../../../core/failure.ts';
import type { DiskState } from '../../../storage/database/browser-disk.ts';
import type { ProjectList } from '../../../storage/library/project-library.ts';
import type { ImportReport } from '../../../storage/recovery/recovery-report.ts';

/** The projects of this browser, and the disk under them. */
export interface ProjectsSlice {
  /** Undefined until they are read. */
  readonly projects: ProjectList | undefined;
  /** Why the last act on projects came to nothing. */
  readonly projectFailure: Failure | undefined;
  /** Undefined until it is read, or where the browser does not say. */
  readonly disk: DiskState | undefined;
  /** False where the browser refused to keep the projects; undefined while it was not asked. */
  readonly persistGranted: boolean | undefined;
  /**
   * A project that did not come in whole, or that would take the place of work that is nowhere else; the person reads
   * the report before it is opened. `isOpen`: it stands open already, in place of one on this browser's disk that is
   * damaged.
   */
  readonly importedProject:
    { readonly name: string; readonly report: ImportReport; readonly isOpen: boolean } | undefined;
}

/** What commands keep between calls for projects; no screen reads it. */
export interface ProjectsSession {
  /** What became of a damaged project was told. */
  isRescueShown: boolean;
}

/** Commands for projects. */
export interface ProjectsCommands {
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
   * A project file becomes a project of its own and is opened; where it was not whole, `importedProject` says so first. Without
   * a disk it takes the place of what is in the tab; where something of that is in no saved copy, `importedProject` asks first.
   */
  openProjectFile(file: File): Promise<void>;
  openImportedProject(): Promise<void>;
  /** What is open stays open. */
  leaveImportedProject(): void;
  /** The person has read why the last act on projects came to nothing. */
  dismissProjectFailure(): void;
  /** What it and `listProjects` cannot read is told unless an earlier failure stands there. */
  readDisk(): Promise<void>;
  /** Asks the browser to keep the projects when space runs short. */
  persist(): Promise<void>;
  /** Makes this tab the one that writes; the other one saves, lets go and may then only read. */
  takeOver(): Promise<void>;
}

/** The slice before anything is open. */
export function initialProjects(): ProjectsSlice {
  return {
    projects: undefined,
    projectFailure: undefined,
    disk: undefined,
    persistGranted: undefined,
    importedProject: undefined,
  };
}

export function newProjectsSession(): ProjectsSession {
  return {
    isRescueShown: false,
  };
}
