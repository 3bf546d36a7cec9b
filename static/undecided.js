// In the gallery's frames nobody has decided, whatever was decided in the preview: the page sees no cookie.
Object.defineProperty(document, "cookie", { get: () => "", set: () => {} });
