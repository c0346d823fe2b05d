import { formatScore } from '../number-format.ts';
import blocks from '../layout/blocks.module.css';
import classes from './token-heat-map.module.css';

/** Nats at which the scale ends; exp(6) is one in four hundred, beyond which the shade says nothing more. */
const scaleEndNats = 6;
const stepCount = 8;

/** Step 0 … stepCount of the scale for a loss in nats. */
export function heatStep(nats: number): number {
  if (!(nats > 0)) return 0;
  return Math.min(stepCount, Math.ceil((nats / scaleEndNats) * stepCount));
}

function shade(step: number): string {
  return `color-mix(in srgb, var(--bs-heat) ${Math.round((step / stepCount) * 50)}%, transparent)`;
}

export interface TokenHeatMapProps {
  readonly tokens: readonly string[];
  /** Nats per token. `undefined` for a token that has no loss, such as the first one without a prompt. */
  readonly losses: readonly (number | undefined)[];
  /** What the losses are, for the screen reader: "given the prompt". */
  readonly caption: string;
}

/** An answer with each token shaded by its negative log likelihood, on one scale everywhere. */
export function TokenHeatMap({ tokens, losses, caption }: TokenHeatMapProps) {
  return (
    <figure className={classes.figure}>
      <p className={`${blocks.monospaceText} ${classes.tokens}`}>
        {tokens.map((token, index) => {
          const nats = losses[index];
          return (
            <span
              key={index}
              className={classes.token}
              data-step={nats === undefined ? undefined : heatStep(nats)}
              style={nats === undefined ? undefined : { backgroundColor: shade(heatStep(nats)) }}
              title={nats === undefined ? 'no loss: nothing stands before it' : `${formatScore(nats)} nats`}
            >
              {token}
            </span>
          );
        })}
      </p>
      <figcaption className={classes.scale}>
        <span>Nats per token {caption}:</span>
        <span>0</span>
        <span className={classes.steps} aria-hidden="true">
          {Array.from({ length: stepCount + 1 }, (_, step) => (
            <span key={step} style={{ backgroundColor: shade(step) }} />
          ))}
        </span>
        <span>≥ {scaleEndNats}</span>
      </figcaption>
    </figure>
  );
}
