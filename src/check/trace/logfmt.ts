/** Lines as logrus, go-kit, zap's console of old and Heroku write them: `level=info msg="lease granted" holder=n1`, in any order. */

const pair = /([^\s="]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))/g;

/** Stands where a pattern with named groups does: the groups of a line are its keys. */
export class LogfmtPattern extends RegExp {
  constructor() {
    super(pair.source);
  }

  override exec(text: string): RegExpExecArray | null {
    const groups: Record<string, string> = {};
    for (const [, key = '', quoted, bare = ''] of text.matchAll(pair))
      groups[key] = quoted === undefined ? bare : unescaped(quoted);
    if (Object.keys(groups).length === 0) return null;
    return Object.assign([text], { index: 0, input: text, groups }) as unknown as RegExpExecArray;
  }
}

/** As Go quotes: what JSON does not know of it stays as it is written. */
function unescaped(quoted: string): string {
  if (!quoted.includes('\\')) return quoted;
  try {
    return JSON.parse(`"${quoted}"`);
  } catch {
    return quoted;
  }
}
