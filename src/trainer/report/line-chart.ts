export interface ChartSeries {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Drawn as dots joined by a line, for few points that each mean something. */
  readonly hasDots?: boolean;
}

const WIDTH = 720;
const HEIGHT = 260;
/** The legend stands above the lines, not on them. */
const MARGIN = { left: 64, right: 16, top: 28, bottom: 40 };
const LEGEND_WIDTH = 130;
const COLORS = ['#1c7ed6', '#e8590c', '#2b8a3e', '#862e9c', '#c92a2a', '#0b7285'];
const DASHES = ['', '6 3', '2 3', '8 3 2 3', '12 4', '1 4'];
/** More points than pixels say nothing more. */
const MAX_POINTS = 1400;

/** Those that have a value. */
export function knownPoints(points: readonly (readonly [x: number, y: number | undefined])[]): ChartSeries['points'] {
  return points.flatMap(([x, y]) => (y === undefined ? [] : [[x, y] as const]));
}

/** A line chart as SVG: own styles, no script, readable without colours (each series has a dash of its own). */
export function lineChart(
  series: readonly ChartSeries[],
  labels: { readonly title: string; readonly x: string; readonly y: string },
): string {
  const points = series.flatMap((one) => one.points).filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
  if (points.length === 0) return `<p>${escapeHtml(labels.title)}: nothing to draw.</p>`;
  const [xTicks, yTicks] = [ticks(points.map(([x]) => x)), ticks(points.map(([, y]) => y))];
  const toX = scale(xTicks, [MARGIN.left, WIDTH - MARGIN.right]);
  const toY = scale(yTicks, [HEIGHT - MARGIN.bottom, MARGIN.top]);
  const parts = [
    ...yTicks.map((tick) => gridLine(toY(tick), formatTick(tick))),
    ...xTicks.map((tick) =>
      text(toX(tick), HEIGHT - MARGIN.bottom + 16, { anchor: 'middle', content: formatTick(tick) }),
    ),
    text(WIDTH / 2, HEIGHT - 6, { anchor: 'middle', content: labels.x }),
    `<text transform="translate(14 ${HEIGHT / 2}) rotate(-90)" text-anchor="middle">${escapeHtml(labels.y)}</text>`,
    ...series.map((one, index) => drawSeries(one, { index, toX, toY })),
    ...(series.length > 1 ? series.map((one, index) => legend(one.name, index)) : []),
  ];
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(labels.title)}" font-family="system-ui, sans-serif" font-size="11" fill="#495057"><title>${escapeHtml(labels.title)}</title>${parts.join('')}</svg>`;
}

export function escapeHtml(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

type Scale = (value: number) => number;

function scale(domain: readonly number[], [low, high]: readonly [number, number]): Scale {
  const [first = 0, last = 1] = [domain[0], domain.at(-1)];
  const width = last - first;
  return (value) => (width === 0 ? (low + high) / 2 : low + ((value - first) / width) * (high - low));
}

/** About five round numbers that enclose the values. */
function ticks(values: readonly number[]): readonly number[] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  // Values that differ by no more than rounding are drawn as one.
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (high - low <= 1e-9 * size || size < 1e-300) {
    const margin = size < 1e-300 ? 0.5 : size / 2;
    [low, high] = [low - margin, high + margin];
  }
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => rough <= power * factor) ?? 10);
  const first = Math.floor(low / step);
  const count = Math.ceil(high / step) - first;
  return Array.from({ length: count + 1 }, (_, index) => (first + index) * step);
}

function formatTick(value: number): string {
  const isSmall = value !== 0 && Math.abs(value) < 1e-3;
  return isSmall ? value.toExponential(1) : String(Number(value.toPrecision(4)));
}

function gridLine(y: number, label: string): string {
  const line = `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${y}" y2="${y}" stroke="#dee2e6"/>`;
  return line + text(MARGIN.left - 6, y + 4, { anchor: 'end', content: label });
}

function text(x: number, y: number, { anchor, content }: { anchor: string; content: string }): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${escapeHtml(content)}</text>`;
}

function drawSeries(
  { points, hasDots = false }: ChartSeries,
  { index, toX, toY }: { readonly index: number; readonly toX: Scale; readonly toY: Scale },
): string {
  const color = COLORS[index % COLORS.length] ?? '';
  const stride = Math.max(1, Math.ceil(points.length / MAX_POINTS));
  const shown = points.filter((point, at) => at % stride === 0 && point.every((value) => Number.isFinite(value)));
  const places = shown.map(([x, y]) => `${toX(x).toFixed(1)},${toY(y).toFixed(1)}`);
  const dash = DASHES[index % DASHES.length] ?? '';
  const line = `<polyline points="${places.join(' ')}" fill="none" stroke="${color}" stroke-width="1.5" stroke-dasharray="${dash}"/>`;
  const dots = hasDots
    ? shown.map(([x, y]) => `<circle cx="${toX(x).toFixed(1)}" cy="${toY(y).toFixed(1)}" r="3" fill="${color}"/>`)
    : [];
  return line + dots.join('');
}

function legend(name: string, index: number): string {
  const [x, y] = [MARGIN.left + index * LEGEND_WIDTH, 14];
  const color = COLORS[index % COLORS.length] ?? '';
  const dash = DASHES[index % DASHES.length] ?? '';
  const line = `<line x1="${x}" x2="${x + 24}" y1="${y - 4}" y2="${y - 4}" stroke="${color}" stroke-width="2" stroke-dasharray="${dash}"/>`;
  return line + text(x + 30, y, { anchor: 'start', content: name });
}
