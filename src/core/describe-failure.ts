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

export function describeFailure(failure: Failure): FailureWords {
  switch (failure.code) {
    case 'model-file-missing':
      return {
        title: 'Model file missing',
        whatHappened: `The model folder "${failure.folder}" has no ${failure.file}.`,
        whatIsSafe: CORPUS_SAFE,
        whatToDo: `Choose the whole Hugging Face folder, with config.json, tokenizer.json and the safetensors weights. If ${failure.file} belongs to it, fetch the folder again.`,
      };
    case 'model-file-damaged':
      return {
        title: 'Model file damaged',
        whatHappened: `The model file ${failure.file} could not be read: ${sentence(failure.detail)}`,
        whatIsSafe: CORPUS_SAFE,
        whatToDo:
          'Fetch the file again; a download that broke off is the usual cause. Compare its size with the source.',
      };
    case 'model-architecture-unsupported':
      return {
        title: 'Model not supported',
        whatHappened: `The model's architecture is ${failure.found}, which cannot be run here.`,
        whatIsSafe: CORPUS_SAFE,
        whatToDo: `Choose a model of one of these architectures: ${failure.supported.join(', ')}.`,
      };
    case 'model-download-failed':
      return {
        title: 'Model not downloaded',
        whatHappened: `${failure.url} could not be fetched: ${sentence(failure.detail)}`,
        whatIsSafe: CORPUS_SAFE,
        whatToDo:
          'Check the name and the connection and try again, or choose a model folder on this computer, which needs no network.',
      };
    case 'hub-unreachable':
      return {
        title: 'Hub not reached',
        whatHappened: `The connection to the model hub failed at ${failure.url}: ${sentence(failure.detail)}`,
        whatIsSafe: `What has been downloaded is kept. ${CORPUS_SAFE}`,
        whatToDo:
          'Check the connection and try again: the download goes on where it broke off. A model that is in the list as downloaded, or a folder on this computer, needs no network.',
      };
    case 'model-access-denied':
      return {
        title: 'Model not open to all',
        whatHappened: `The hub refused ${failure.url} (HTTP ${failure.status}): the model is gated or private, or there is none of that name.`,
        whatIsSafe: CORPUS_SAFE,
        whatToDo:
          'Check the name. For a gated model accept its terms on the hub, download its folder there and choose that folder here.',
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
        whatHappened: `${failure.file} is not the file the hub describes: expected ${failure.expected}, found ${failure.found}.`,
        whatIsSafe: `The damaged file was thrown away; the other files are kept. ${CORPUS_SAFE}`,
        whatToDo: 'Try again. If it happens every time, something between the hub and this computer changes downloads.',
      };
    case 'model-not-at-hand':
      return {
        title: `${failure.name} is not at hand`,
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
          'Close other tabs and programs and try again, or choose a smaller model. Scoring goes on where it stopped.',
      };
    case 'device-lost':
      return {
        title: 'Graphics device lost',
        whatHappened: `The graphics device stopped answering: ${sentence(failure.detail)}`,
        whatIsSafe: CORPUS_SAFE,
        whatToDo:
          'Start scoring again; it goes on where it stopped. If it happens twice, choose the WASM device, which is slower and does not use the graphics card.',
      };
    case 'no-backend':
      return {
        title: 'No way to run the model',
        whatHappened: `Neither WebGPU nor WebAssembly could be started: ${sentence(failure.detail)}`,
        whatIsSafe: CORPUS_SAFE,
        whatToDo:
          'Use a current Chrome, Edge or Firefox, and check that no policy switches WebAssembly off. The command line can score without a browser.',
      };
    case 'device-absent':
      return {
        title: 'Device not usable',
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
        whatToDo: 'Cut the samples by sentence, or train on the command line with a larger max_length.',
      };
    case 'numeric-fault':
      return {
        title: 'Numbers are wrong',
        whatHappened: `The model gave numbers that cannot be right: ${sentence(failure.detail)}`,
        whatIsSafe: `${CORPUS_SAFE} No wrong score was stored.`,
        whatToDo:
          'Choose the WASM device and score again. If it gives the same, the weights are damaged: fetch the model again.',
      };
    case 'worker-crashed':
      return {
        title: 'Background process ended',
        whatHappened: `The background process that runs the model ended: ${sentence(failure.detail)}`,
        whatIsSafe: CORPUS_SAFE,
        whatToDo:
          'Load the model again and go on; scoring continues where it stopped. If it comes back, the model is probably too large for this computer.',
      };
    case 'endpoint-unfit':
      return {
        title: 'Server not fit for scoring',
        whatHappened: `The server ${failure.host} cannot give the losses that scoring needs: ${sentence(failure.detail)}`,
        whatIsSafe: 'Nothing of the corpus was sent.',
        whatToDo:
          'Use a server that returns log-probabilities of the prompt on /v1/completions, such as vLLM, or score with a model folder on this computer.',
      };
    case 'endpoint-failed':
      return {
        title: 'Server failed',
        whatHappened: `The server ${failure.host} did not answer as it should: ${sentence(failure.detail)}`,
        whatIsSafe: CORPUS_SAFE,
        whatToDo:
          'Check that the server runs and that address, model and key are right. Rows that were written stay: run the same command with --resume.',
      };
    case 'cancelled':
      return {
        title: 'Cancelled',
        whatHappened: 'You stopped it.',
        whatIsSafe: 'Everything finished before is kept.',
        whatToDo: 'Start it again whenever you like; it goes on where it stopped.',
      };
    case 'storage-unavailable':
      return {
        title: 'Nothing can be saved',
        whatHappened: `The storage for this project cannot be used: ${sentence(failure.detail)}`,
        whatIsSafe: 'What you see stays as long as this window is open.',
        whatToDo:
          'Export before you close the window. Private windows and blocked site data are the usual causes; open the studio in a normal window to have your work saved.',
      };
    case 'storage-full':
      return {
        title: 'Storage is full',
        whatHappened: `There is no room on the disk: ${sentence(failure.detail)}`,
        whatIsSafe: 'What was saved before is safe. What was done since is kept in this tab as long as it is open.',
        whatToDo:
          'Save a copy or export now. Free disk space or clear data of other sites, then try again; nothing has to be done anew.',
      };
    case 'storage-locked':
      return {
        title: 'Open in another tab',
        whatHappened: `Another tab of the studio has this project open: ${sentence(failure.detail)}`,
        whatIsSafe: 'The project in the other tab is untouched.',
        whatToDo: 'Go on in the other tab, or close it and reload this one. Work in this tab is not saved.',
      };
    case 'storage-damaged':
      return {
        title: 'Project damaged',
        whatHappened: `A part of the project’s file on the browser’s disk cannot be read: ${sentence(failure.detail)}`,
        whatIsSafe: 'All that can still be read can be recovered, and no other project is touched.',
        whatToDo:
          'Recover it: what can be read becomes a new project, with a report of what is lost. “Check for damage” under Projects does the same.',
      };
    case 'project-newer':
      return {
        title: 'Project of a newer studio',
        whatHappened: `The project ${failure.project === undefined ? '' : `“${failure.project}” `}was written by a newer studio (version ${failure.found} of its file; this studio reads up to ${failure.known}).`,
        whatIsSafe: 'The project was not changed.',
        whatToDo: 'Open it with the newest studio; reload this page if it has been open for long.',
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
        title: 'Nobody is named',
        whatHappened: 'The copy was not merged: nobody has said who works here.',
        whatIsSafe: 'The project and the copy are unchanged.',
        whatToDo: 'Say your name in Review, then merge the copy again.',
      };
    case 'projects-differ':
      return {
        title: 'Not a copy of this project',
        whatHappened: `The two projects cannot be merged: ${sentence(failure.detail)}`,
        whatIsSafe: 'Both projects are unchanged.',
        whatToDo:
          'Merge copies that began as one: save a copy, let the other curator open it, and merge what comes back.',
      };
    case 'project-lost':
      return {
        title: 'Project lost',
        whatHappened: `“${failure.name}” on this browser’s disk is damaged, and nothing of it can be read: ${sentence(failure.detail)}`,
        whatIsSafe:
          'Its file stays in the list as it is, and no other project was changed. An empty one is open in its place.',
        whatToDo: 'Open a saved copy of it.',
      };
    case 'act-failed':
      return {
        title: 'Not done',
        whatHappened: `That could not be done, and nothing was changed: ${sentence(failure.detail)}`,
        whatIsSafe: 'What was done before stands as it was.',
        whatToDo: 'Do it again. If it fails again, save a copy of the project and reload this page.',
      };
    case 'read-failed':
      return {
        title: 'Not read',
        whatHappened: `Something of the project could not be read, so what you see may be incomplete or out of date: ${sentence(failure.detail)}`,
        whatIsSafe: 'Nothing was changed.',
        whatToDo: 'Read it again. If that fails, reload this page.',
      };
    case 'project-unread':
      return {
        title: 'Project not read',
        whatHappened: `The project could not be read: ${sentence(failure.detail)}`,
        whatIsSafe: 'It was not changed, and nothing is written over it.',
        whatToDo: 'Read it again. If that fails, reload this page.',
      };
    case 'copy-incomplete':
      return {
        title: 'Copy without the last changes',
        whatHappened: `The copy holds what is on the disk. ${changes(failure.changeCount)} not in it.`,
        whatIsSafe: 'What is not in it is kept in this tab as long as it is open.',
        whatToDo: 'Free disk space or clear data of other sites, try to save again, and make another copy.',
      };
    case 'changes-unsaved':
      return {
        title: 'Project not left',
        whatHappened: `${changes(failure.changeCount)} not on the disk and would be lost.`,
        whatIsSafe: 'All of it is kept in this tab as long as it is open.',
        whatToDo:
          'Try to save again. Where the disk is full, free space or clear data of other sites first; a saved copy holds what is on the disk.',
      };
    case 'project-damaged':
      return {
        title: 'Project damaged',
        whatHappened: `The project's file is damaged and nothing of it can be read: ${sentence(failure.detail)}`,
        whatIsSafe: 'The file was not changed, nor any other project.',
        whatToDo:
          'Open an older copy of the project, or copy the file again from where it came. One in the list of projects can be saved as a file, for tools such as sqlite3 and its .recover.',
      };
    case 'unexpected':
      return {
        title: 'Something unexpected happened',
        whatHappened: sentence(failure.detail),
        whatIsSafe: 'What was saved before is safe.',
        whatToDo: 'Try again. If it comes back, report it with the text above and with what you did just before.',
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
  if (text === '') return 'no details were given.';
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
