import { useEffect, useMemo, useState } from 'react';
import type { SampleRow } from '../../storage/contract/sample-answers.ts';
import type { OpenSample } from '../../studio/state/slices/samples-slice.ts';
import { useSamples } from '../common/studio-context.tsx';
import { useStable } from '../common/use-stable.ts';
import { useOpened } from './queue/use-opened.ts';
import type { ReviewQueue } from './queue/use-review-queue.ts';
import { type Chosen, useChosen } from './use-chosen.ts';

const NO_PLACES = new Uint32Array();

export interface ChosenSample extends Omit<Chosen, 'chosen'> {
  /** What the filter shows; nothing while the sample of the address is looked for. */
  readonly places: Uint32Array;
  /** Of the chosen sample in `places`; a chosen one that the filter hides gives way to the first one shown. */
  readonly index: number;
  readonly row: SampleRow | undefined;
  /** With its passage; until that is in memory, the one before it. */
  readonly open: OpenSample | undefined;
  /** What the screen is to come back to; undefined where nobody has chosen a sample. */
  readonly sampleId: string | undefined;
  /** The sample of the address is looked for. */
  readonly isWaiting: boolean;
  /** Chooses a sample by its id once its place is found. */
  readonly chooseById: (sampleId: string | undefined) => void;
}

/** The sample of the queue that Review shows; at first and when the screen is shown again, the one that is asked for. */
export function useChosenSample(queue: ReviewQueue, askedId: string | undefined): ChosenSample {
  const samples = useSamples();
  const { chosen, ...choosing } = useChosen();
  const { choose, whenFound } = choosing;
  // Places may be others when the screen is shown again, a sample's id is not.
  const [wantedId, setWantedId] = useState(askedId);
  const [isWaiting, setWaiting] = useState(wantedId !== undefined);

  // A key that came before the sample of the address is found would start from another one.
  const places = isWaiting ? NO_PLACES : queue.places;
  const chosenIndex = useMemo(() => (chosen === undefined ? -1 : places.indexOf(chosen)), [places, chosen]);
  const index = chosenIndex === -1 ? 0 : chosenIndex;
  const place = places[index];
  const opened = useOpened(places, index);
  const open = places.length === 0 ? undefined : opened;
  const row = place === undefined || open?.row.place === place ? open?.row : queue.rowAt(index);

  const chooseById = (id: string | undefined) => {
    if (id === undefined) choose(undefined);
    else {
      void whenFound(samples.locate([id]), ([at]) => {
        choose(at);
      }).finally(() => {
        setWaiting(false);
      });
    }
  };
  const shownId = chosen === undefined ? undefined : row?.sample.id;
  // An address keeps its sample until that is found.
  const sampleId = (isWaiting ? wantedId : undefined) ?? shownId;
  const arrive = useStable(() => {
    chooseById(wantedId);
  });
  const leave = useStable(() => {
    setWantedId(sampleId);
    setWaiting(sampleId !== undefined);
  });
  useEffect(() => {
    arrive();
    return leave;
  }, [arrive, leave]);
  return { ...choosing, places, index, row, open, sampleId, isWaiting, chooseById };
}
