import { describeFailure } from '../../core/describe-failure.ts';
import { toFailure, type Failure } from '../../core/failure.ts';
import { EXIT } from './exit-codes.ts';

/** What a command threw, in words for standard error, and the exit code that goes with it. */
export function reportFailure(thrown: unknown): { readonly text: string; readonly exitCode: number } {
  const failure = toFailure(thrown);
  const { whatHappened, whatToDo } = describeFailure(failure);
  return { text: `error: ${whatHappened}\n${whatToDo}\n(${failure.code})\n`, exitCode: exitCodeOf(failure) };
}

function exitCodeOf(failure: Failure): number {
  switch (failure.code) {
    case 'model-file-missing':
    case 'model-file-damaged':
    case 'model-architecture-unsupported':
    case 'model-download-failed':
    case 'hub-unreachable':
    case 'model-access-denied':
    case 'model-not-on-hub':
    case 'model-hash-mismatch':
      return EXIT.model;
    case 'endpoint-unfit':
    case 'endpoint-failed':
      return EXIT.endpoint;
    case 'cancelled':
      return EXIT.interrupted;
    case 'storage-full':
    case 'storage-unavailable':
    case 'storage-locked':
    case 'storage-damaged':
    case 'project-newer':
    case 'not-a-project':
    case 'projects-differ':
    case 'author-missing':
    case 'project-damaged':
    case 'project-lost':
    case 'project-unread':
    case 'copy-incomplete':
    case 'changes-unsaved':
      return EXIT.write;
    case 'scoring-model-other':
    case 'scoring-precision-other':
    case 'out-of-memory':
    case 'device-lost':
    case 'model-not-at-hand':
    case 'no-backend':
    case 'device-absent':
    case 'nothing-to-train':
    case 'numeric-fault':
    case 'worker-crashed':
    case 'act-failed':
    case 'read-failed':
    case 'unexpected':
      return EXIT.unexpected;
    default:
      return failure satisfies never;
  }
}
