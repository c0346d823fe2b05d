import fc from 'fast-check';

type Mutation =
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'flip'; readonly at: number; readonly byte: number }
  | { readonly kind: 'drop'; readonly at: number; readonly count: number }
  | { readonly kind: 'insert'; readonly at: number; readonly bytes: Uint8Array };

const MUTATION: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat() }),
  fc.record({ kind: fc.constant('flip' as const), at: fc.nat(), byte: fc.nat(255) }),
  fc.record({ kind: fc.constant('drop' as const), at: fc.nat(), count: fc.nat(40) }),
  fc.record({
    kind: fc.constant('insert' as const),
    at: fc.nat(),
    bytes: fc.oneof(
      fc.uint8Array({ maxLength: 8 }),
      fc.constantFrom('\t', '\n', '"', '{', '|t|', '[[[', '-1', '99999999999', '🧬').map((text) => Buffer.from(text)),
    ),
  }),
);

function mutate(bytes: Uint8Array, { at, ...how }: Mutation): Uint8Array {
  const place = at % (bytes.length + 1);
  const before = bytes.subarray(0, place);
  switch (how.kind) {
    case 'cut':
      return before;
    case 'flip':
      return Buffer.concat([before, Uint8Array.of(how.byte), bytes.subarray(place + 1)]);
    case 'drop':
      return Buffer.concat([before, bytes.subarray(place + how.count)]);
    case 'insert':
      return Buffer.concat([before, how.bytes, bytes.subarray(place)]);
    default:
      return how satisfies never;
  }
}

/** One to four faults, as copying, editing and cutting make them. */
export const MUTATIONS: fc.Arbitrary<readonly Mutation[]> = fc.array(MUTATION, { minLength: 1, maxLength: 4 });

export function spoil(bytes: Uint8Array, mutations: readonly Mutation[]): Uint8Array {
  return mutations.reduce(mutate, bytes);
}
