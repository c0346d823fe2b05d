/** "1,203". Not by `Intl`, whose first use holds a new page up for 30 to 60 ms. */
export function formatCount(count: number): string {
  return String(Math.round(count)).replaceAll(/\B(?=(?:\d{3}){1,8}$)/g, ',');
}

/** "1 sample", "1,203 samples"; `plural` for words that take no s. */
export function formatNoun(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}

/** "all 3 samples"; "the only sample" of one, "no samples" of none. */
export function formatAll(count: number, singular: string, plural = `${singular}s`): string {
  if (count === 0) return `no ${plural}`;
  return count === 1 ? `the only ${singular}` : `all ${formatNoun(count, singular, plural)}`;
}

/** A ratio in [0, 1] as "78 %"; one decimal where the whole number would hide it. */
export function formatPercent(ratio: number): string {
  const percent = ratio * 100;
  const whole = Math.abs(percent - Math.round(percent)) < 0.05 || percent >= 99.95;
  return `${percent.toFixed(whole ? 0 : 1)} %`;
}

/** Three decimals, as IFD and losses are shown everywhere. */
export function formatScore(value: number): string {
  return value.toFixed(3);
}

/** "12 ms", "3.4 s", "2 min 05 s", "1 h 03 min". */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** Decimal units, as disks and downloads are labelled: "7.4 MB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(0)} kB`;
  if (bytes < 1e9) return `${(bytes / 1e6).toFixed(1)} MB`;
  return `${(bytes / 1e9).toFixed(2)} GB`;
}

/** "3.7 M parameters" without the noun: "3.7 M", "596 M", "1.2 B". */
export function formatParameters(count: number): string {
  if (count < 1e6) return `${(count / 1e3).toFixed(0)} k`;
  if (count < 1e7) return `${(count / 1e6).toFixed(1)} M`;
  if (count < 1e9) return `${(count / 1e6).toFixed(0)} M`;
  return `${(count / 1e9).toFixed(1)} B`;
}

/** "42", "3.1": a rate without its unit. */
export function formatRate(perSecond: number): string {
  return perSecond < 10 ? perSecond.toFixed(1) : formatCount(Math.round(perSecond));
}
