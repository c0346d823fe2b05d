import { formatNoun, formatScore } from '../common/number-format.ts';
import classes from './preview-screen.module.css';

const WIDTH = 480;
const HEIGHT = 120;

/** Losses of the updates so far, from 0 to the highest one. */
export function LossCurve({ losses }: { losses: readonly number[] }) {
  if (losses.length < 2) return null;
  const highest = losses.reduce((most, loss) => Math.max(most, loss), 0);
  const points = losses
    .map((loss, index) => {
      const x = (index / (losses.length - 1)) * WIDTH;
      const y = HEIGHT - (loss / Math.max(highest, Number.MIN_VALUE)) * HEIGHT;
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .join(' ');
  const [first = 0] = losses;
  const words = `Loss of ${formatNoun(losses.length, 'update')}, from ${formatScore(first)} to ${formatScore(losses.at(-1) ?? 0)}`;
  return (
    <svg className={classes.curve} viewBox={`0 -2 ${WIDTH} ${HEIGHT + 4}`} role="img" aria-label={words}>
      <line x1="0" y1={HEIGHT} x2={WIDTH} y2={HEIGHT} />
      <polyline points={points} />
    </svg>
  );
}
