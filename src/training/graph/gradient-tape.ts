import type { OnnxGraph } from '../../decoder/onnx/onnx-graph.ts';

/** A tensor of the graph whose shape is known while the graph is written. All are f32. */
export interface Value {
  readonly name: string;
  readonly shape: readonly number[];
  /** Something that is trained lies before it. */
  readonly isTracked: boolean;
}

/** Emits the nodes of a gradient; with `sum`, of `sum` plus the gradient. Returns the name of the result. */
type EmitGradient = (sum: string | undefined) => string;

/**
 * Reverse-mode differentiation that runs nothing: every operator appends its forward nodes to an ONNX graph and leaves
 * a closure here; `backward` calls the closures in reverse order, and they append the backward nodes to the same graph.
 */
export class GradientTape {
  readonly graph: OnnxGraph;
  readonly #closures: { readonly output: Value; readonly backward: (gradient: string) => void }[] = [];
  readonly #sums = new Map<string, string>();
  /** Names of the outputs that hold a parameter's gradient, by the parameter's name. */
  readonly #results = new Map<string, string>();

  constructor(graph: OnnxGraph) {
    this.graph = graph;
  }

  get parameterGradients(): ReadonlyMap<string, string> {
    return this.#results;
  }

  /** @param backward is called once, with the whole gradient of `output`, if any comes to it. */
  record(output: Value, backward: (gradient: string) => void): Value {
    if (output.isTracked) this.#closures.push({ output, backward });
    return output;
  }

  /** Adds to the gradient of `value`; nothing is emitted for what leads to no parameter. */
  contribute(value: Value, emit: EmitGradient): void {
    if (value.isTracked) this.#sums.set(value.name, emit(this.#sums.get(value.name)));
  }

  /** The same for a gradient that cannot take the sum in by itself. */
  contributeTerm(value: Value, emit: () => string): void {
    this.contribute(value, (sum) => (sum === undefined ? emit() : this.graph.node('Add', [sum, emit()])));
  }

  /** Declares the gradient of a trained parameter as an output of the graph. Each is used in one place only. */
  parameterGradient(parameter: Value, gradient: string): void {
    if (this.#results.has(parameter.name)) throw new Error(`a second gradient for ${parameter.name}`);
    this.graph.output(gradient, 'f32', parameter.shape);
    this.#results.set(parameter.name, gradient);
  }

  backward(): void {
    for (const { output, backward } of this.#closures.toReversed()) {
      const gradient = this.#sums.get(output.name);
      if (gradient !== undefined) backward(gradient);
    }
  }
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, dim) => product * dim, 1);
}
