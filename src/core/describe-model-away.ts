import type { Failure } from './failure.ts';

type Reason = Extract<Failure, { code: 'model-not-at-hand' }>['reason'];

/** Where a model is that only the person can give again, and how it comes back; the first goes on a sentence. */
export const MODEL_AWAY: Readonly<Record<Reason, { readonly where: string; readonly whatToDo: string }>> = {
  'not-allowed': {
    where: 'a folder on this computer. The browser asks you before the studio may read it again.',
    whatToDo: 'Allow the studio to read it, or start again with another model.',
  },
  'not-kept': {
    where: 'a folder on this computer that the studio cannot open by itself.',
    whatToDo: 'Choose its folder to continue, or start again with another model.',
  },
  'made-here': {
    where: 'which was trained in a browser tab and was not kept.',
    whatToDo: 'If you downloaded it, choose its folder to continue. Otherwise start again with another model.',
  },
  'not-downloaded': {
    where: 'a model from the Hugging Face hub that is not on this disk.',
    whatToDo: 'Download it to continue, which needs the network, or start again with another model.',
  },
};
