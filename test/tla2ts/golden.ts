/** Files of readable cases: `=== title`, the source, `---`, the outcome; what stands before the first is about the file. */
export interface Case {
  readonly title: string;
  readonly source: string;
  readonly expected: string;
}

export function readCases(text: string): { preamble: string; cases: Case[] } {
  const [preamble = '', ...blocks] = text.split(/^=== /m);
  const cases = blocks.map((block) => {
    const end = block.indexOf('\n');
    const [source = '', expected = ''] = block.slice(end + 1).split(/^---\n/m);
    return { title: block.slice(0, end), source: source.replace(/\n$/, ''), expected: expected.trim() };
  });
  return { preamble, cases };
}

export function writeCases(preamble: string, cases: readonly Case[], outcomes: readonly string[]): string {
  const blocks = cases.map(({ title, source }, index) => {
    const body = source === '' ? '' : `${source}\n`;
    return `=== ${title}\n${body}---\n${outcomes[index]}\n\n`;
  });
  return `${preamble}${blocks.join('')}`.trimEnd().concat('\n');
}
