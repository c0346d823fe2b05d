/**
 * The document that an id is of: a document's own id, or a sample's, which begins with it and a slash. Document ids have
 * slashes too, so the longest that is there is it. Undefined where none is.
 */
export function documentOfId(id: string, isThere: (documentId: string) => boolean): string | undefined {
  for (let end = id.length; end > 0; end = id.lastIndexOf('/', end - 1)) {
    const documentId = id.slice(0, end);
    if (isThere(documentId)) return documentId;
  }
  return undefined;
}
