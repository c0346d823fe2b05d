import type { Remote } from '../../thread/remote.ts';
import type { ProjectLibrary } from '../library/project-library.ts';

/** The projects of this browser. */
export type ProjectsClient = Omit<Remote<ProjectLibrary>, 'close'>;
