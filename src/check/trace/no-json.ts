/** What a line that is no JSON probably is: people meet these at their first try, and each has a next step. */

/** PowerShell and Windows' editors write it; every other letter is then a zero byte. */
export const notUtf8 = 'is not UTF-8 (UTF-16?): convert it, iconv -f UTF-16 -t UTF-8 FILE';

/**
 * `last`: the line has no end. `mapped`: a mapping reads the log, which could read lines of text as well. V8 gives a
 * position for some errors only.
 */
export function noJson(text: string, error: unknown, last: boolean, mapped: boolean): string {
  if (text.includes('\u0000')) return `the file ${notUtf8}`;
  if (/^\s*\[\s*$|^\s*\].?\s*$/.test(text)) {
    return "the file is one JSON document over many lines; one object a line is expected: jq -c '.[]' FILE";
  }
  if (/^\s*\{\s*$/.test(text)) {
    return 'the object goes on over several lines; one object a line is expected: jq -c . FILE';
  }
  if (/^\s*\{.*\},\s*$/.test(text)) return 'a comma follows the object: one object a line, with nothing between them';
  const position = /position (\d+)/.exec(String(error))?.[1];
  const place = position === undefined ? '' : `column ${Number(position) + 1}: `;
  const found = JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text);
  const cut = last ? ' (the last line, cut short?)' : '';
  if (text.trimStart().startsWith('{')) return `${place}expected one JSON object, found no end of it${cut}: ${found}`;
  const how = mapped ? 'the mapping\'s "line" reads lines of text' : 'take such lines out, or see "line" of a mapping';
  return `${place}expected one JSON object, found ${found}${cut}; ${how}`;
}
