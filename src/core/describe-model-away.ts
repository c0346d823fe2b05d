import type { Failure } from './failure.ts';

type Reason = Extract<Failure, { code: 'model-not-at-hand' }>['reason'];

/** Where a model is that only the person can give again, and how it comes back; the first goes on a sentence. */
export const MODEL_AWAY: Readonly<Record<Reason, { readonly where: string; readonly whatToDo: string }>> = {
  'not-allowed': {
    where: 'a folder on this computer. The browser asks you before the studio may read it again.',
    whatToDo: 'Allow it to be read to go on, or start anew with another model.',
  },
  'not-kept': {
    where: 'a folder on this computer that the studio cannot open by itself.',
    whatToDo: 'Choose its folder to go on, or start anew with another model.',
  },
  'made-here': {
    where: 'which was trained in a tab of this browser and is not kept by it.',
    whatToDo: 'If you downloaded it, choose its folder to go on; or start anew with another model.',
  },
  'not-downloaded': {
    where: 'a model of the Hugging Face hub that is not on this disk.',
    whatToDo: 'Download it to go on, which needs the network, or start anew with another model.',
  },
};
