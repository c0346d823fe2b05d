import type { SampleLocator } from '../../storage/contract/sample-answers.ts';
import { type StepBackKind, useStepBack } from '../common/keys/use-step-back.ts';
import { useKeys } from '../common/keys/use-keys.ts';
import type { SaidOfAct } from '../common/layout/act-message.tsx';
import { useSamples } from '../common/studio-context.tsx';
import type { ComparisonSide } from './compare/comparison-sides.ts';
import { locatorOfChange } from './queue/review-facts.ts';
import { openFilter } from './queue/review-filter.ts';
import type { ReviewQueue } from './queue/use-review-queue.ts';
import { type Seek, useSeekActions } from './queue/use-seek-actions.ts';
import type { ChosenSample } from './use-chosen-sample.ts';

export interface Navigation {
  /** By so many samples of the list. */
  readonly move: (step: number) => void;
  /** To the next sample that differs from the other side. */
  readonly goToDifference: (step: 1 | -1) => void;
  /** Opens the filter where it hides the sample. */
  readonly showSample: (locator: SampleLocator, onShown?: (at: number) => void) => void;
  /** Undo and redo say what they did and show the sample that they changed. */
  readonly stepBack: (kind: StepBackKind) => void;
}

export interface NavigationSources {
  readonly queue: Pick<ReviewQueue, 'setFilter'>;
  readonly sample: ChosenSample;
  readonly side: ComparisonSide;
  readonly setSaid: (said: SaidOfAct) => void;
  readonly setMessage: (words: string) => void;
}

/** The ways from one sample to another, with the keys of those that search. */
export function useNavigation({ queue, sample, side, setSaid, setMessage }: NavigationSources): Navigation {
  const samples = useSamples();
  const undoOrRedo = useStepBack();
  const { places, index, choose, whenFound, search, stopSearch } = sample;
  const seek: Seek = (step, find) => {
    const ahead = step === 1 ? places.subarray(index + 1) : places.slice(0, index).reverse();
    void search(
      (signal) => find(ahead, signal),
      (found) => {
        if (found === undefined) setMessage('No more matching samples in that direction.');
        else choose(found);
      },
    );
  };
  // Before the text's own keys: as long as something is searched for, Escape is about that.
  useKeys(
    (event) => {
      if (event.key !== 'Escape' || !stopSearch()) return false;
      setMessage('The search was stopped.');
      return true;
    },
    { first: true },
  );
  return {
    move: (step) => {
      setMessage('');
      const next = places[Math.min(places.length - 1, Math.max(0, index + step))];
      if (next !== undefined) choose(next);
    },
    goToDifference: useSeekActions(seek, side),
    showSample: (locator, onShown) => {
      void whenFound(samples.locate([locator]), ([at]) => {
        if (at === undefined) return;
        // A filter that hides it would leave the person with another sample than the one asked for.
        if (!places.includes(at)) queue.setFilter(openFilter);
        choose(at);
        onShown?.(at);
      });
    },
    stepBack: (kind) => {
      const changed = undoOrRedo(kind).then(async ({ said, step }) => {
        setSaid(said);
        const [change] = step?.changes ?? [];
        const locator = change && locatorOfChange(change);
        return locator === undefined ? [] : samples.locate([locator]);
      });
      void whenFound(changed, ([at]) => {
        if (at !== undefined && places.includes(at)) choose(at);
      });
    },
  };
}
