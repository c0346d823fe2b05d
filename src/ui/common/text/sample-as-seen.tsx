import classes from './sample-as-seen.module.css';

export interface SampleAsSeenProps {
  readonly instruction: string;
  readonly input: string;
  readonly answer: string;
}

/** A sample character by character as the model reads it; ↵ marks the two line breaks that join its parts. */
export function SampleAsSeen({ instruction, input, answer }: SampleAsSeenProps) {
  return (
    <dl className={classes.sample}>
      <dt>Instruction</dt>
      <dd>
        {instruction}
        <span className={classes.break} aria-hidden="true">
          ↵
        </span>
      </dd>
      <dt>Input</dt>
      <dd>
        {input}
        <span className={classes.break} aria-hidden="true">
          ↵
        </span>
      </dd>
      <dt>Answer</dt>
      <dd className={classes.answer}>{answer}</dd>
    </dl>
  );
}
