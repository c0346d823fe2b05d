/** Never called: transformers.js looks only whether it is there, as long as nothing is an image. */
export default function sharp() {
  throw new Error('sharp is left out of this install (stubs/sharp): images cannot be read.');
}
