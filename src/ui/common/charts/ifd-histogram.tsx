import { useElementSize } from '@mantine/hooks';
import { useId } from 'react';
import type { IfdBars } from '../../../core/selection/ifd-bars.ts';
import { CutOffHandle } from './cut-off-handle.tsx';
import { formatCount, formatNoun } from '../number-format.ts';
import classes from './ifd-histogram.module.css';

const margin = { top: 22, right: 16, bottom: 36, left: 48 };

/** About five round numbers from 0 to `top`. */
function countTicks(top: number): readonly number[] {
  const rough = Math.max(1, top) / 4;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((each) => each * magnitude).find((each) => each >= rough) ?? rough);
  return Array.from({ length: Math.floor(top / step) + 1 }, (_, index) => index * step);
}

/** Distance of the labels on the IFD axis. */
function tickStep(end: number): number {
  if (end > 4) return 1;
  if (end > 2) return 0.5;
  return end > 0.8 ? 0.2 : 0.1;
}

export interface IfdHistogramProps {
  readonly bars: IfdBars;
  /** Scores at or above it are not eligible; the area is hatched. */
  readonly ceiling: number;
  readonly height: number;
  /** Shows the cut-off; with `onCutOffChange` it can be dragged and moved by key. */
  readonly cutOff?: number | undefined;
  readonly onCutOffChange?: (ifd: number) => void;
  /** Keep so many samples more (or fewer, if negative). */
  readonly onKeepMore?: (count: number) => void;
  /** One colour and no legend: nothing has been selected yet. */
  readonly plain?: boolean;
  /** One sample's place, as a line. */
  readonly marker?: number | undefined;
}

/** Distribution of IFD, the kept part in the accent colour. Drawn to the pixel at the width it is given. */
export function IfdHistogram(props: IfdHistogramProps) {
  const { bars: bins, ceiling, height, cutOff, plain = false, marker } = props;
  const barCount = bins.bars.length;
  const { ref, width } = useElementSize();
  const hatchId = useId();
  const inner = { width: Math.max(0, width - margin.left - margin.right), height: height - margin.top - margin.bottom };
  const ticks = countTicks(bins.tallest);
  const top = Math.max(1, bins.tallest);
  const x = (ifd: number) => margin.left + (Math.min(ifd, bins.end) / bins.end) * inner.width;
  const y = (count: number) => margin.top + inner.height * (1 - count / top);
  const barWidth = Math.max(1, inner.width / barCount - 1);
  const ifdStep = tickStep(bins.end);
  const ifdTicks = Array.from({ length: Math.floor(bins.end / ifdStep + 1e-9) + 1 }, (_, index) => index * ifdStep);
  const summary = `Histogram of IFD, ${formatNoun(bins.count, 'score')} from 0 to ${bins.end.toFixed(2)}`;
  return (
    <div ref={ref} className={classes.frame} style={{ height }}>
      {width > 0 && (
        <svg width={width} height={height} role="group" aria-label={summary}>
          <defs>
            <pattern id={hatchId} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect width="1" height="6" className={classes.hatch} />
            </pattern>
          </defs>
          {ceiling < bins.end && (
            <rect
              x={x(ceiling)}
              y={margin.top}
              width={x(bins.end) - x(ceiling)}
              height={inner.height}
              fill={`url(#${hatchId})`}
            />
          )}
          {ticks.map((tick) => (
            <g key={tick}>
              <line
                className={classes.grid}
                x1={margin.left}
                x2={margin.left + inner.width}
                y1={y(tick)}
                y2={y(tick)}
              />
              <text className={classes.tick} x={margin.left - 8} y={y(tick) + 4} textAnchor="end">
                {formatCount(tick)}
              </text>
            </g>
          ))}
          {bins.bars.map(({ kept, dropped, start, end }, index) => {
            const left = margin.left + (index * inner.width) / barCount;
            const range = `IFD ${start.toFixed(2)} to ${end.toFixed(2)}`;
            return (
              <g key={index}>
                <title>
                  {plain
                    ? `${range}: ${formatCount(kept + dropped)}`
                    : `${range}: ${formatCount(kept)} kept, ${formatCount(dropped)} dropped`}
                </title>
                <rect className={classes.area} x={left} y={margin.top} width={barWidth + 1} height={inner.height} />
                <rect
                  className={plain ? classes.kept : classes.dropped}
                  x={left}
                  y={y(kept + dropped)}
                  width={barWidth}
                  height={Math.max(0, y(kept) - y(kept + dropped))}
                />
                <rect
                  className={classes.kept}
                  x={left}
                  y={y(kept)}
                  width={barWidth}
                  height={Math.max(0, y(0) - y(kept))}
                />
              </g>
            );
          })}
          <line className={classes.axis} x1={margin.left} x2={margin.left + inner.width} y1={y(0)} y2={y(0)} />
          {ifdTicks.map((tick) => (
            <text key={tick} className={classes.tick} x={x(tick)} y={y(0) + 16} textAnchor="middle">
              {tick.toFixed(1)}
            </text>
          ))}
          <text className={classes.title} x={margin.left + inner.width / 2} y={height - 4} textAnchor="middle">
            IFD
            {bins.beyondCount > 0
              ? ` (the last bar holds ${formatCount(bins.beyondCount)} beyond ${bins.end.toFixed(2)})`
              : ''}
          </text>
          {ceiling < bins.end && (
            <text className={classes.tick} x={width} y={margin.top - 6} textAnchor="end">
              not eligible
            </text>
          )}
          {marker !== undefined && (
            <line className={classes.marker} x1={x(marker)} x2={x(marker)} y1={margin.top - 8} y2={y(0)} />
          )}
          {cutOff !== undefined && (
            <CutOffHandle
              cutOff={cutOff}
              end={bins.end}
              frame={{ left: margin.left, top: margin.top, width: inner.width, height: inner.height }}
              onChange={props.onCutOffChange}
              onKeepMore={props.onKeepMore}
            />
          )}
        </svg>
      )}
    </div>
  );
}
