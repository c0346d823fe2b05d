/**
 * From now on, knows the memories that WebAssembly takes in this thread: ONNX Runtime makes one and tells nobody.
 *
 * @returns their bytes. A memory never shrinks, so it is the most that was needed so far.
 */
export function watchWasmMemory(): () => number {
  const memories: WebAssembly.Memory[] = [];
  WebAssembly.Memory = new Proxy(WebAssembly.Memory, {
    construct: (target, [descriptor]: [WebAssembly.MemoryDescriptor]) => {
      const memory = new target(descriptor);
      memories.push(memory);
      return memory;
    },
  });
  return () => memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
}
