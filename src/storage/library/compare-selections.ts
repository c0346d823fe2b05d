import type { Database } from '@sqlite.org/sqlite-wasm';
import type { OtherSelection } from '../../core/merge/other-selection.ts';
import { readHeldKeys } from '../tables/selection-table.ts';

/** Undefined where the copy holds no selection, or both keep the same samples. */
export function compareSelections(open: Database, copy: Database): OtherSelection | undefined {
  const there = readHeldKeys(copy);
  if (there === undefined) return undefined;
  const here = readHeldKeys(open);
  const both = here === undefined ? 0 : countShared(there.kept, here.kept);
  const [onlyThere, onlyHere] = [there.kept.size - both, (here?.kept.size ?? 0) - both];
  if (here !== undefined && onlyThere === 0 && onlyHere === 0) return undefined;
  return {
    keptThere: there.kept.size,
    ruleThere: there.rule,
    keptHere: here?.kept.size,
    ruleHere: here?.rule,
    onlyThere,
    onlyHere,
  };
}

function countShared(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let count = 0;
  for (const key of one) if (other.has(key)) count += 1;
  return count;
}
