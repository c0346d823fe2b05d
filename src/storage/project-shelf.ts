import type { Remote } from '../thread/remote.ts';
import type { LibraryService } from './library-service.ts';

/** The projects of this browser. */
export type ProjectShelf = Remote<LibraryService>;
