import { sizeOf } from './gradient-tape.ts';
import type { TrainingParameter } from './training-mode.ts';

/**
 * One f32 array that holds a tensor for every trainable parameter, side by side: an optimizer walks it in pieces of any
 * size, a graph writes into its views. Matrices come first, so that weight decay ends at one place. Two of the same
 * parameters have the same layout.
 */
export class FlatTensors {
  readonly parameters: readonly TrainingParameter[];
  readonly flat: Float32Array;
  /** By the parameter's name, in the order of `parameters`. */
  readonly views: ReadonlyMap<string, Float32Array>;
  /** Numbers of `flat` that belong to matrices; those behind are norms and biases. */
  readonly matrixCount: number;

  /** All zeros. Parameters that are not trainable are left out. */
  constructor(parameters: readonly TrainingParameter[]) {
    const trainable = parameters.filter(({ isTrainable }) => isTrainable);
    const isMatrix = ({ shape }: TrainingParameter): boolean => shape.length > 1;
    const ordered = [...trainable.filter(isMatrix), ...trainable.filter((parameter) => !isMatrix(parameter))];
    const count = (some: readonly TrainingParameter[]): number =>
      some.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    const flat = new Float32Array(count(ordered));
    const views = new Map<string, Float32Array>();
    let offset = 0;
    for (const { name, shape } of ordered) {
      views.set(name, flat.subarray(offset, offset + sizeOf(shape)));
      offset += sizeOf(shape);
    }
    this.parameters = ordered;
    this.flat = flat;
    this.views = views;
    this.matrixCount = count(ordered.filter(isMatrix));
  }

  /** The numbers of one parameter, to be read or written in place. */
  view(name: string): Float32Array {
    const view = this.views.get(name);
    if (view === undefined) throw new Error(`${name} is not trained`);
    return view;
  }

  /** Copies what is there; throws where a tensor is missing or has another size. */
  fill(values: ReadonlyMap<string, Float32Array>): this {
    for (const [name, view] of this.views) {
      const value = values.get(name);
      if (value?.length !== view.length)
        throw new Error(`${name}: ${value?.length ?? 'no'} numbers for ${view.length}`);
      view.set(value);
    }
    return this;
  }

  /** Adds, for gradients of several steps that make one update. */
  add(other: FlatTensors): void {
    const { flat } = this;
    const added = other.flat;
    if (added.length !== flat.length) throw new Error(`${added.length} numbers added to ${flat.length}`);
    for (let index = 0; index < flat.length; index += 1) flat[index] = (flat[index] ?? 0) + (added[index] ?? 0);
  }
}
