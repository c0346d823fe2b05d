import { useMemo } from 'react';
import { extendTypeOrder } from '../../../studio/review/type-order.ts';
import { useStudio } from '../studio-context.tsx';

/** Colours and patterns of the palette; a type beyond the seventh reuses a colour with the next pattern. */
const colourCount = 7;
const patterns = ['solid', 'dashed', 'dotted', 'dash-dot'] as const;

/** How a type is told apart: colour, and line pattern for whoever does not see the colour. */
export interface EntityTypeCue {
  /** CSS colour, theme aware. */
  readonly colour: string;
  readonly pattern: (typeof patterns)[number];
  /** Shortest beginning, of two letters at least, that no other type shares. */
  readonly key: string;
}

export type EntityTypeCues = ReadonlyMap<string, EntityTypeCue>;

function shortKey(entityType: string, all: readonly string[]): string {
  for (let length = 2; length < entityType.length; length += 1) {
    const key = entityType.slice(0, length).toLowerCase();
    if (!all.some((other) => other !== entityType && other.toLowerCase().startsWith(key))) {
      return entityType.slice(0, length);
    }
  }
  return entityType;
}

/** Cues of types in the order of their coming: what is added behind them changes none but itself. */
export function entityTypeCues(typeOrder: readonly string[]): EntityTypeCues {
  return new Map(
    typeOrder.map((entityType, index) => [
      entityType,
      {
        colour: `var(--bs-type-${index % colourCount})`,
        pattern: patterns[((index % colourCount) + Math.floor(index / colourCount)) % patterns.length] ?? 'solid',
        key: shortKey(entityType, typeOrder),
      },
    ]),
  );
}

/** Cues of the project's types, plus `more` types that it may not have. */
export function useEntityTypeCues(more?: readonly string[]): EntityTypeCues {
  const typeOrder = useStudio((state) => state.typeOrder);
  return useMemo(() => entityTypeCues(extendTypeOrder(typeOrder, more ?? [])), [typeOrder, more]);
}

/** The CSS background that draws a line of a cue's colour and pattern, to be placed with position and size. */
export function cueBackground(cue: EntityTypeCue): string {
  const colour = cue.colour;
  switch (cue.pattern) {
    case 'solid':
      return `linear-gradient(${colour}, ${colour})`;
    case 'dashed':
      return `repeating-linear-gradient(90deg, ${colour} 0 6px, transparent 6px 9px)`;
    case 'dotted':
      return `repeating-linear-gradient(90deg, ${colour} 0 2px, transparent 2px 4px)`;
    case 'dash-dot':
      return `repeating-linear-gradient(90deg, ${colour} 0 7px, transparent 7px 9px, ${colour} 9px 11px, transparent 11px 13px)`;
  }
  return cue.pattern satisfies never;
}
