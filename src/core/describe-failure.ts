import { describeOtherModel } from './describe-other-model.ts';
import { MODEL_AWAY } from './describe-model-away.ts';
import type { Failure } from './failure.ts';

/** A failure in words, each a whole sentence or two; shown by the studio and the command line alike. */
export interface FailureWords {
  /** A few words for a heading. */
  readonly title: string;
  readonly whatHappened: string;
  /** What the person has not lost. */
  readonly whatIsSafe: string;
  readonly whatToDo: string;
}

const CORPUS_SAFE = 'Your corpus, decisions and the scores made so far are unchanged.';

/** Puts a failure into words. Every code has its own. */
export function describeFailure(failure: Failure): FailureWords {
  switch (failure.code) {
    case 'model-file-missing':
      return {
        title: 'Model file missing',
        whatHappened: `The model folder "${failure.folder}" has no ${failure.file}.`,
        whatIsSafe: CORPUS_SAFE,
        whatToDo: `Choose the whole Hugging Face folder, with config.json, tokenizer.json and the safetensors weights. If ${failure.file} belongs to it, download the folder again.`,
      };
    case 'model-file-damaged':
      return {
        title: 'Model file damaged',
        whatHappened: `The model file ${failure.file} could not be read: ${sentence(failure.detail)}`,
        whatIsSafe: CORPUS_SAFE,
        whatToDo:
          'Download the file again; an interrupted download is the usual cause. Compare its size with the source.',
      };
    case 'model-architecture-unsupported':
      return {
        title: 'Model not supported',
        whatHappened: `The studio cannot run models of the architecture ${failure.found}.`,
        whatIsSafe: CORPUS_SAFE,
        whatToDo: `Choose a model with one of these architectures: ${failure.supported.join(', ')}.`,
      };
    case 'model-download-failed':
      return {
        title: 'Model not downloaded',
        whatHappened: `${failure.url} could not be downloaded: ${sentence(failure.detail)}`,
        whatIsSafe: CORPUS_SAFE,
        whatToDo:
          'Check the name and the connection, then try again. A model folder on this computer needs no network.',
      };
    case 'hub-unreachable':
      return {
        title: 'Hub unreachable',
        whatHappened: `The connection to the model hub failed at ${failure.url}: ${sentence(failure.detail)}`,
        whatIsSafe: `Downloaded files are kept. ${CORPUS_SAFE}`,
        whatToDo:
          'Check the connection and try again: the download continues where it stopped. A downloaded model or a folder on this computer needs no network.',
      };
    case 'model-access-denied':
      return {
        title: 'No access to the model',
        whatHappened: `The hub refused ${failure.url} (HTTP ${failure.status}): the model is gated or private, or it does not exist.`,
        whatIsSafe: CORPUS_SAFE,
        whatToDo:
          'Check the name. For a gated model, accept its terms on the hub, download its folder there, and choose that folder here.',
      };
    case 'model-not-on-hub':
      return {
        title: 'Not on the hub',
        whatHappened: `The hub has nothing at ${failure.url}.`,
        whatIsSafe: CORPUS_SAFE,
        whatToDo: 'Check the name of the model: owner and name with a slash between, as in Qwen/Qwen3-0.6B.',
      };
    case 'model-hash-mismatch':
      return {
        title: 'Download damaged',
        whatHappened: `${failure.file} differs from the file that the hub describes: expected ${failure.expected}, found ${failure.found}.`,
        whatIsSafe: `The damaged file was deleted; the other files are kept. ${CORPUS_SAFE}`,
        whatToDo: 'Try again. If it happens every time, something between the hub and this computer alters downloads.',
      };
    case 'model-not-at-hand':
      return {
        title: `${failure.name} is not available`,
        whatHappened: `This project used ${failure.name}, ${MODEL_AWAY[failure.reason].where}`,
        whatIsSafe: `${CORPUS_SAFE} No other model has taken its place.`,
        whatToDo: MODEL_AWAY[failure.reason].whatToDo,
      };
    case 'scoring-model-other':
    case 'scoring-precision-other':
      return { ...describeOtherModel(failure), whatIsSafe: CORPUS_SAFE };
    case 'out-of-memory':
      return {
        title: 'Not enough memory',
        whatHappened: `The model did not fit into memory: ${sentence(failure.detail)}`,
        whatIsSafe: CORPUS_SAFE,
        whatToDo:
          'Close other tabs and programs and try again, or choose a smaller model. Scoring continues where it stopped.',
      };
    case 'device-lost':
      return {
        title: 'Graphics device lost',
        whatHappened: `The graphics device stopped responding: ${sentence(failure.detail)}`,
        whatIsSafe: CORPUS_SAFE,
        whatToDo:
          'Start scoring again; it continues where it stopped. If it happens again, choose the WASM device: slower, but without the graphics card.',
      };
    case 'no-backend':
      return {
        title: 'The model cannot run here',
        whatHappened: `Neither WebGPU nor WebAssembly could be started: ${sentence(failure.detail)}`,
        whatIsSafe: CORPUS_SAFE,
        whatToDo:
          'Use a current Chrome, Edge or Firefox, and check that no policy disables WebAssembly. The command line can score without a browser.',
      };
    case 'device-absent':
      return {
        title: 'Device unavailable',
        whatHappened: `The model could not be loaded onto "${failure.device}": ${sentence(failure.detail)}`,
        whatIsSafe: 'Nothing was scored or trained, and no file was changed.',
        whatToDo:
          'Check the driver (CUDA: the provider library of onnxruntime-node; WebGPU: a Vulkan, Metal or Direct3D driver), or leave --device out to use the CPU.',
      };
    case 'nothing-to-train':
      return {
        title: 'Nothing to train on',
        whatHappened: `${failure.sampleCount === 1 ? 'The only sample does not have' : `None of ${failure.sampleCount} samples has`} ${failure.maxLength} tokens or fewer.`,
        whatIsSafe: CORPUS_SAFE,
        whatToDo: 'Set the unit of a sample to the sentence, or train on the command line with a larger max_length.',
      };
    case 'numeric-fault':
      return {
        title: 'Wrong numbers',
        whatHappened: `The model produced invalid numbers: ${sentence(failure.detail)}`,
        whatIsSafe: `${CORPUS_SAFE} No wrong score was stored.`,
        whatToDo:
          'Choose the WASM device and score again. If the result is the same, the weights are damaged: download the model again.',
      };
    case 'worker-crashed':
      return {
        title: 'Background process stopped',
        whatHappened: `The background process that runs the model stopped: ${sentence(failure.detail)}`,
        whatIsSafe: CORPUS_SAFE,
        whatToDo:
          'Load the model again; scoring continues where it stopped. If it happens again, the model is probably too large for this computer.',
      };
    case 'endpoint-unfit':
      return {
        title: 'Server cannot score',
        whatHappened: `The server ${failure.host} does not return the losses that scoring needs: ${sentence(failure.detail)}`,
        whatIsSafe: 'Nothing from the corpus was sent.',
        whatToDo:
          'Use a server that returns log-probabilities of the prompt on /v1/completions, such as vLLM, or score with a model folder on this computer.',
      };
    case 'endpoint-failed':
      return {
        title: 'Server failed',
        whatHappened: `The server ${failure.host} gave no valid answer: ${sentence(failure.detail)}`,
        whatIsSafe: CORPUS_SAFE,
        whatToDo:
          'Check that the server is running and that address, model and key are correct. Written rows are kept: run the same command with --resume.',
      };
    case 'cancelled':
      return {
        title: 'Cancelled',
        whatHappened: 'You stopped it.',
        whatIsSafe: 'Everything finished before is kept.',
        whatToDo: 'Start it again at any time; it continues where it stopped.',
      };
    case 'storage-unavailable':
      return {
        title: 'Saving is not possible',
        whatHappened: `The storage for this project cannot be used: ${sentence(failure.detail)}`,
        whatIsSafe: 'What you see stays as long as this window is open.',
        whatToDo:
          'Export before you close the window. A private window or blocked site data is the usual cause; open the studio in a normal window to save your work.',
      };
    case 'storage-full':
      return {
        title: 'Storage is full',
        whatHappened: `There is no room on the disk: ${sentence(failure.detail)}`,
        whatIsSafe: 'Earlier work is saved. Later work is kept while this tab is open.',
        whatToDo:
          'Save a copy or export now. Free disk space or clear data of other sites, then try again. Nothing needs redoing.',
      };
    case 'storage-locked':
      return {
        title: 'Open in another tab',
        whatHappened: `Another tab of the studio has this project open: ${sentence(failure.detail)}`,
        whatIsSafe: 'The project in the other tab is untouched.',
        whatToDo: 'Continue in the other tab, or close it and reload this one. Work in this tab is not saved.',
      };
    case 'storage-damaged':
      return {
        title: 'Project damaged',
        whatHappened: `A part of the project’s file on the browser’s disk cannot be read: ${sentence(failure.detail)}`,
        whatIsSafe: 'Whatever can still be read can be recovered. Other projects are not affected.',
        whatToDo:
          'Recover it: the readable part becomes a new project, with a report of what is lost. “Check for damage” under Projects does the same.',
      };
    case 'project-newer':
      return {
        title: 'Project from a newer version',
        whatHappened: `The project ${failure.project === undefined ? '' : `“${failure.project}” `}was written by a newer studio (version ${failure.found} of its file; this studio reads up to ${failure.known}).`,
        whatIsSafe: 'The project was not changed.',
        whatToDo: 'Open it with the newest studio. If this page has been open for long, reload it.',
      };
    case 'not-a-project':
      return {
        title: 'Not a project',
        whatHappened: `The file is not a project of this studio: ${sentence(failure.detail)}`,
        whatIsSafe: 'The file and your projects are unchanged.',
        whatToDo: 'Choose a file that "Save a copy" wrote. Corpus files are opened on the Corpus screen.',
      };
    case 'author-missing':
      return {
        title: 'No name given',
        whatHappened: 'The copy was not merged, because your name is not set.',
        whatIsSafe: 'The project and the copy are unchanged.',
        whatToDo: 'Enter your name in Review, then merge the copy again.',
      };
    case 'projects-differ':
      return {
        title: 'Not a copy of this project',
        whatHappened: `The two projects cannot be merged: ${sentence(failure.detail)}`,
        whatIsSafe: 'Both projects are unchanged.',
        whatToDo:
          'Merge copies of one project only: save a copy, let the other curator open it, and merge the file that comes back.',
      };
    case 'project-lost':
      return {
        title: 'Project lost',
        whatHappened: `“${failure.name}” on this browser’s disk is damaged and cannot be read at all: ${sentence(failure.detail)}`,
        whatIsSafe:
          'Its file stays in the list, unchanged. Other projects are not affected. An empty project is open instead.',
        whatToDo: 'Open a saved copy of it.',
      };
    case 'act-failed':
      return {
        title: 'Not done',
        whatHappened: `The action failed, and nothing was changed: ${sentence(failure.detail)}`,
        whatIsSafe: 'Earlier work is unchanged.',
        whatToDo: 'Try again. If it fails again, save a copy of the project and reload this page.',
      };
    case 'read-failed':
      return {
        title: 'Not read',
        whatHappened: `Part of the project could not be read, so this page may be incomplete or out of date: ${sentence(failure.detail)}`,
        whatIsSafe: 'Nothing was changed.',
        whatToDo: 'Read it again. If that fails, reload this page.',
      };
    case 'project-unread':
      return {
        title: 'Project not read',
        whatHappened: `The project could not be read: ${sentence(failure.detail)}`,
        whatIsSafe: 'The project was not changed or overwritten.',
        whatToDo: 'Read it again. If that fails, reload this page.',
      };
    case 'copy-incomplete':
      return {
        title: 'Copy lacks the last changes',
        whatHappened: `The copy holds what is on the disk. ${changes(failure.changeCount)} not in it.`,
        whatIsSafe: 'The missing changes are kept while this tab is open.',
        whatToDo: 'Free disk space or clear data of other sites, save again, and make another copy.',
      };
    case 'changes-unsaved':
      return {
        title: 'Project still open',
        whatHappened: `${changes(failure.changeCount)} not on the disk and would be lost.`,
        whatIsSafe: 'Everything is kept while this tab is open.',
        whatToDo:
          'Save again. If the disk is full, first free space or clear data of other sites. A saved copy holds only what is on the disk.',
      };
    case 'project-damaged':
      return {
        title: 'Project damaged',
        whatHappened: `The project's file is damaged and cannot be read at all: ${sentence(failure.detail)}`,
        whatIsSafe: 'The file and other projects were not changed.',
        whatToDo:
          'Open an older copy of the project, or copy the file again from its source. A project in the list can be saved as a file, for tools such as sqlite3 and its .recover.',
      };
    case 'unexpected':
      return {
        title: 'Something unexpected happened',
        whatHappened: sentence(failure.detail),
        whatIsSafe: 'What was saved before is safe.',
        whatToDo: 'Try again. If it happens again, report it with the text above and what you did just before.',
      };
    default:
      return failure satisfies never;
  }
}

function changes(count: number): string {
  return count === 1 ? 'One change of this tab is' : `${count} changes of this tab are`;
}

/** Details come from runtimes, with and without a full stop, and sometimes empty. */
function sentence(detail: string): string {
  const text = detail.trim();
  if (text === '') return 'no details given.';
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
