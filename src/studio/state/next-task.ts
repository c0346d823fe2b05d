/** Lets the page do what waits before it goes on: input, a frame, a message. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
