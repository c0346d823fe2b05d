import type { ProjectLibrary } from '../library/project-library.ts';
import type { LibraryCall, StorageAnswer } from './storage-protocol.ts';

/** One call about the projects as a whole; answers with the list as it is then, where nothing else is asked for. */
export async function answerLibraryCall(library: ProjectLibrary, call: LibraryCall): Promise<StorageAnswer> {
  switch (call.kind) {
    case 'list-projects':
      break;
    case 'create-project':
      await library.create(call.name);
      break;
    case 'choose-project':
      library.choose(call.id);
      break;
    case 'rename-project':
      library.rename(call.id, call.name);
      break;
    case 'duplicate-project':
      await library.duplicate(call.id, call.name);
      break;
    case 'trash-project':
      library.trash(call.id);
      break;
    case 'restore-project':
      library.restore(call.id);
      break;
    case 'empty-trash':
      library.emptyTrash();
      break;
    case 'reopen-project':
      await library.reopen();
      break;
    case 'show-project':
      await library.show(call.name, call.bytes);
      break;
    case 'copy-project':
      return { kind: 'copy', bytes: await library.copy() };
    case 'read-project-file':
      return { kind: 'copy', bytes: await library.fileOf(call.id) };
    case 'check-project':
      return { kind: 'checked', damage: library.check() };
    case 'take-in-project':
      return { kind: 'taken-in', report: await library.takeIn(call.name, call.bytes) };
    case 'peek-project':
      return { kind: 'peeked', copy: await library.peek(call.bytes) };
    default:
      return call satisfies never;
  }
  return { kind: 'projects', list: library.list() };
}

const KINDS = {
  'list-projects': true,
  'create-project': true,
  'choose-project': true,
  'rename-project': true,
  'duplicate-project': true,
  'trash-project': true,
  'restore-project': true,
  'empty-trash': true,
  'reopen-project': true,
  'show-project': true,
  'copy-project': true,
  'read-project-file': true,
  'check-project': true,
  'take-in-project': true,
  'peek-project': true,
} satisfies Record<LibraryCall['kind'], true>;

export function isLibraryCall<C extends { readonly kind: string }>(call: C | LibraryCall): call is LibraryCall {
  return Object.hasOwn(KINDS, call.kind);
}
