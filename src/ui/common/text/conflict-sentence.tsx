import { useEffect, useState } from 'react';
import type { SampleLocator } from '../../../storage/contract/sample-answers.ts';
import { shiftMention } from '../../../core/samples/mentions-within.ts';
import { isCharacterBorder } from '../../../core/text/character-borders.ts';
import { textDirection } from '../../../core/text/text-direction.ts';
import type { ConflictSideWords } from './describe-conflict.ts';
import type { EntityTypeCues } from './entity-types.ts';
import { HighlightedText } from './highlighted-text.tsx';
import classes from './conflict-sentence.module.css';
import { useCommands, useSamples } from '../studio-context.tsx';
import { useStable } from '../use-stable.ts';

export interface ConflictSentenceProps {
  readonly locator: SampleLocator | undefined;
  readonly sides: readonly ConflictSideWords[];
  readonly cues: EntityTypeCues;
}

interface Sentence {
  readonly locator: SampleLocator;
  readonly text: string;
  /** Where the text begins in its passage. */
  readonly start: number;
}

/** The text that a conflict is about, once for both sides, or for each with what that side marks in it. */
export function ConflictSentence({ locator, sides, cues }: ConflictSentenceProps) {
  const sentence = useSentence(locator);
  if (sentence === undefined) return null;
  const { text, start } = partOf(sentence, sides);
  const areMarked = sides.some(({ mention }) => mention !== undefined);
  if (!areMarked) {
    return (
      <blockquote className={classes.sentence} dir={textDirection(text)}>
        {text}
      </blockquote>
    );
  }
  return (
    <dl className={classes.sides}>
      {sides.map(({ choice, owner, who, words, mention }) => (
        <div key={choice} className={classes.side}>
          <dt>
            {owner}: {words}
            {who !== undefined && <span className={classes.who}> by {who}</span>}
          </dt>
          <dd dir={textDirection(text)}>
            <HighlightedText
              text={text}
              mentions={mention === undefined ? [] : [shiftMention(mention, -start)]}
              cues={cues}
            />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** So many UTF-16 units are shown around what is marked, or of the beginning. */
const AROUND = 160;

/** Of a long text the part around what the sides mark in it. */
function partOf({ text, start }: Sentence, sides: readonly ConflictSideWords[]): Omit<Sentence, 'locator'> {
  const spans = sides.flatMap(({ mention }) => (mention === undefined ? [] : [mention.span]));
  const first = spans.length === 0 ? 0 : Math.min(...spans.map((span) => span.start - start));
  const last = spans.length === 0 ? AROUND : Math.max(...spans.map((span) => span.end - start));
  let [from, to] = [Math.max(0, first - AROUND), Math.min(text.length, last + AROUND)];
  while (!isCharacterBorder(text, from)) from -= 1;
  while (!isCharacterBorder(text, to)) to += 1;
  const [before, behind] = [from > 0 ? '…' : '', to < text.length ? '…' : ''];
  return { text: `${before}${text.slice(from, to)}${behind}`, start: start + from - before.length };
}

/** Undefined until it is read, and where the corpus does not have it any more. */
function useSentence(locator: SampleLocator | undefined): Sentence | undefined {
  const studio = useCommands();
  const samples = useSamples();
  const [read, setRead] = useState<Sentence>();
  const key = JSON.stringify(locator);
  const start = useStable(async (isWanted: () => boolean) => {
    if (locator === undefined) return;
    try {
      const [place] = await samples.locate([locator]);
      const [open] = place === undefined ? [] : await studio.readSamples([place], []);
      if (open === undefined || !isWanted()) return;
      const { input, span } = open.row.sample;
      setRead({ locator, text: input, start: span.start });
    } catch (thrown) {
      studio.reportFailure(thrown);
    }
  });
  useEffect(() => {
    let isWanted = true;
    void start(() => isWanted);
    return () => {
      isWanted = false;
    };
  }, [start, key]);
  return read !== undefined && JSON.stringify(read.locator) === key ? read : undefined;
}
